import { UnderstudyError } from '../error.ts';
import { mayUseAdminSocket, type Root } from './root.ts';
import type {
  Answer,
  ConfigText,
  FailoverStatus,
  GenerationStatus,
  HistoryEvent,
  OrphanStatus,
  ServiceStatus,
  SyncEvent,
  SyncHistory,
  TestReport,
  TrustedHostStatus,
  VersionStatus,
} from './shapes.ts';
import { exchange, follow, type Call } from './transport.ts';

/** Questions are answered from memory at once. */
const showTimeoutMs = 10_000;
/** Services are given time to start and to stop. */
const actTimeoutMs = 300_000;

export type ServiceAction = 'start' | 'stop' | 'restart' | 'status';

/**
 * Everything a person touches asks the worker through this (design 3). Accounts that may open the admin socket use it;
 * others use the control socket and are privileged while they hold the token that `enable` earned.
 *
 * Every method throws UnderstudyError: what the worker refused with, or that it is not running (`isWorkerDown`).
 */
export class ControlClient {
  readonly root: Root;
  readonly #signal: AbortSignal | undefined;
  readonly #credential: { token: string | undefined };

  constructor(root: Root, signal?: AbortSignal, credential: { token: string | undefined } = { token: undefined }) {
    this.root = root;
    this.#signal = signal;
    this.#credential = credential;
  }

  /** The same client, whose calls end with `interrupted` when the signal aborts. */
  until(signal: AbortSignal): ControlClient {
    return new ControlClient(this.root, signal, this.#credential);
  }

  failover = (): Promise<FailoverStatus> => this.#show('/failover');
  version = (): Promise<VersionStatus> => this.#show('/version');
  key = (): Promise<{ key: string }> => this.#show('/key');
  trustedHosts = (): Promise<{ hosts: TrustedHostStatus[] }> => this.#show('/trusted-hosts');
  generations = (): Promise<{ generations: GenerationStatus[] }> => this.#show('/generations');
  orphans = (): Promise<{ orphans: OrphanStatus[] }> => this.#show('/orphans');
  /** Events, newest first. */
  history = (limit: number): Promise<{ events: HistoryEvent[] }> => this.#show(`/history?limit=${limit}`);
  syncHistory = (limit: number): Promise<SyncHistory> => this.#show(`/sync?limit=${limit}`);
  /** The newest lines of the HighAvailability log, oldest first. */
  log = (lines: number): Promise<{ lines: string[] }> => this.#show(`/log?lines=${lines}`);
  runningConfig = (all = false): Promise<ConfigText> => this.#show(all ? '/config?all=1' : '/config');
  startupConfig = (): Promise<ConfigText> => this.#show('/config/startup');

  /** @throws UnderstudyError permission `Bad secrets` */
  /** Whether `enable` has to ask for a secret. */
  secretIsSet = async (): Promise<boolean> => (await this.#show<{ secretSet: boolean }>('/enable')).secretSet;
  async enable(secret: string): Promise<void> {
    const answer = await this.#act<{ token?: string }>('/enable', { secret });
    this.#credential.token = answer.token;
  }

  disable(): void {
    this.#credential.token = undefined;
  }

  setEnableSecret = (secret: string): Promise<Answer> => this.#act('/enable-secret', { secret });
  setMode = (mode: 'primary' | 'secondary'): Promise<Answer> => this.#act('/failover/mode', { mode });
  setClientConnection = (state: 'enable' | 'disable'): Promise<Answer> =>
    this.#act('/failover/client-connection', { state });
  testConnection = (host: string): Promise<TestReport> => this.#act('/trusted-hosts/test', { host });
  service = (name: string, action: ServiceAction): Promise<Answer & { service: ServiceStatus }> =>
    this.#act('/services', { name, action });
  cancelSync = (): Promise<Answer> => this.#act('/sync/cancel', {});
  /** Applies lines of configuration, all or none. */
  configure = (lines: readonly string[]): Promise<Answer & ConfigText> => this.#act('/config', { lines });
  saveConfig = (): Promise<Answer> => this.#act('/config/save', {});

  /** Starts a synchronization and follows it; leaving the loop leaves the synchronization running. */
  sync(host: string): AsyncGenerator<SyncEvent> {
    return follow({
      method: 'POST',
      path: '/sync',
      body: { host },
      timeoutMs: 0,
      ...this.#caller,
    }) as AsyncGenerator<SyncEvent>;
  }

  get #caller(): Pick<Call, 'root' | 'socket' | 'token' | 'signal'> {
    const { root } = this;
    const socket = mayUseAdminSocket(root) ? root.adminSocket : root.controlSocket;
    return { root, socket, token: this.#credential.token, signal: this.#signal };
  }

  async #show<T>(path: string): Promise<T> {
    return (await exchange({ method: 'GET', path, timeoutMs: showTimeoutMs, ...this.#caller })) as T;
  }

  async #act<T>(path: string, body: object): Promise<T> {
    try {
      return (await exchange({
        method: 'POST',
        path,
        body,
        timeoutMs: actTimeoutMs,
        ...this.#caller,
      })) as T;
    } catch (error) {
      // A token outlives neither its worker nor a change of the secret.
      if (error instanceof UnderstudyError && error.code === 'permission') this.disable();
      throw error;
    }
  }

  /** True while a token is held. */
  get hasToken(): boolean {
    return this.#credential.token !== undefined;
  }
}
