import { UnderstudyError } from '../error.ts';
import { mayUseAdminSocket, type Root } from './root.ts';
import type {
  Answer,
  FailoverStatus,
  GenerationList,
  HistoryList,
  LogLines,
  OrphanList,
  PublicKey,
  SyncEvent,
  SyncHistory,
  TestReport,
  TrustedHostList,
  VersionStatus,
} from './shapes.ts';
import type {
  ArchivedText,
  ArchiveList,
  ConfigChange,
  ConfigCheck,
  ConfigDifference,
  ConfigReplacement,
  ConfigSource,
  ConfigText,
  FileList,
  FileText,
} from './config-shapes.ts';
import type {
  EventList,
  Explanation,
  PeerList,
  ReadinessReport,
  SwitchoverPlan,
  TakeoverDoubts,
} from './decision-shapes.ts';
import type { ClockStatus, InterfaceList, Inventory, ServiceDetail, ServiceList, TechSection } from './host-shapes.ts';
import type { HostSettings } from './host-settings-shapes.ts';
import type { NotificationStatus, NotificationTest } from './notification-shapes.ts';
import type {
  MatrixReport,
  PairingCode,
  PairingProposal,
  PairingReport,
  PairingRequest,
  PrimaryPlace,
} from './pairing-shapes.ts';
import { piecesOf } from './pieces.ts';
import { origin, originHeader, sessionHeader } from './origin.ts';
import type { AuditList, DebugTopic, Glance, SessionEvent, SessionList, SessionMode } from './session-shapes.ts';
import type { SetupAnswer, SetupRequest } from './setup-shapes.ts';
import type { Call } from './call.ts';
import { exchange, follow } from './transport.ts';
import type { ValidationEvent } from './validation-shapes.ts';
import type { WhatIfQuestion, WhatIfReport } from './what-if-shapes.ts';
import type { WitnessStatus } from './witness-shapes.ts';

/** Questions are answered from memory at once. */
const showTimeoutMs = 10_000;
/** Services are given time to start and to stop. */
const actTimeoutMs = 300_000;

export type ServiceAction = 'start' | 'stop' | 'restart' | 'status';

/** What this client is known by: its token, and the console at which the operator sits. */
interface Credential {
  token: string | undefined;
  session?: string | undefined;
  mode?: SessionMode;
}

/**
 * Everything a person touches asks the worker through this (design 3). Accounts that may open the admin socket use it;
 * others use the control socket and are privileged while they hold the token that `enable` earned.
 *
 * Every method throws UnderstudyError: what the worker refused with, or that it is not running (`isWorkerDown`).
 */
export class ControlClient {
  readonly root: Root;
  readonly #signal: AbortSignal | undefined;
  readonly #credential: Credential;

  constructor(root: Root, signal?: AbortSignal, credential: Credential = { token: undefined }) {
    this.root = root;
    this.#signal = signal;
    this.#credential = credential;
  }

  /** The same client, whose calls end with `interrupted` when the signal aborts. */
  until(signal: AbortSignal): ControlClient {
    return new ControlClient(this.root, signal, this.#credential);
  }

  glance = (): Promise<Glance> => this.#show('/glance');
  /** The consoles that are open. */
  sessions = (): Promise<SessionList> => this.#show('/sessions');
  /** The audit, newest first. */
  audit = (limit: number): Promise<AuditList> => this.#show(`/audit?limit=${limit}`);
  clearLine = (line: number): Promise<Answer> => this.#act('/sessions/clear', { line });
  debug = (topic: DebugTopic | 'all', on: boolean): Promise<Answer> => this.#act('/debug', { topic, on });
  failover = (): Promise<FailoverStatus> => this.#show('/failover');
  version = (): Promise<VersionStatus> => this.#show('/version');
  key = (): Promise<PublicKey> => this.#show('/key');
  trustedHosts = (): Promise<TrustedHostList> => this.#show('/trusted-hosts');
  generations = (): Promise<GenerationList> => this.#show('/generations');
  orphans = (): Promise<OrphanList> => this.#show('/orphans');
  /** Events, newest first. */
  history = (limit: number): Promise<HistoryList> => this.#show(`/history?limit=${limit}`);
  syncHistory = (limit: number): Promise<SyncHistory> => this.#show(`/sync?limit=${limit}`);
  events = (limit: number): Promise<EventList> => this.#show(`/events?limit=${limit}`);
  /** One decision; without its number the last failover. */
  explain = (event?: number): Promise<Explanation> =>
    this.#show(event === undefined ? '/explain' : `/explain?event=${event}`);
  /** What would happen (H7). */
  whatIf = (question: WhatIfQuestion): Promise<WhatIfReport> => this.#show(`/what-if?question=${question}`);
  peers = (): Promise<PeerList> => this.#show('/peers');
  readiness = (): Promise<ReadinessReport> => this.#show('/readiness');
  switchover = (): Promise<SwitchoverPlan> => this.#show('/switchover');
  takeoverDoubts = (): Promise<TakeoverDoubts> => this.#show('/takeover');
  clock = (): Promise<ClockStatus> => this.#show('/clock');
  services = (): Promise<ServiceList> => this.#show('/services');
  interfaces = (): Promise<InterfaceList> => this.#show('/interfaces');
  inventory = (): Promise<Inventory> => this.#show('/inventory');
  /** The newest lines of the HighAvailability log, oldest first. */
  log = (lines: number): Promise<LogLines> => this.#show(`/log?lines=${lines}`);
  workerLog = (lines: number): Promise<LogLines> => this.#show(`/logs/worker?lines=${lines}`);
  serviceLog = (name: string, lines: number): Promise<LogLines> =>
    this.#show(`/logs/service?name=${encodeURIComponent(name)}&lines=${lines}`);
  /** What the worker adds to `show tech-support`. */
  workerSections = (): Promise<{ sections: TechSection[] }> => this.#show('/tech-support');
  /** Restarts the host, or switches it off. */
  power = (action: 'reload' | 'poweroff'): Promise<Answer> => this.#act(`/host/${action}`, {});
  runningConfig = (all = false): Promise<ConfigText> => this.#show(all ? '/config?all=1' : '/config');
  startupConfig = (): Promise<ConfigText> => this.#show('/config/startup');

  /** Whether `enable` has to ask for a secret. */
  secretIsSet = async (): Promise<boolean> => (await this.#show<{ secretSet: boolean }>('/enable')).secretSet;
  /** @throws UnderstudyError permission `Bad secrets` */
  async enable(secret: string): Promise<void> {
    const answer = await this.#act<{ token?: string }>('/enable', { secret });
    this.#credential.token = answer.token;
  }

  /** The token is forgotten here and in the worker; one that does not answer has none left. */
  async disable(): Promise<void> {
    if (this.hasToken) await this.#act('/disable', {}).catch(() => undefined);
    this.#credential.token = undefined;
  }

  setEnableSecret = (secret: string): Promise<Answer> => this.#act('/enable-secret', { secret });
  /** Sets a secret that the worker has to use: it is kept apart from the configuration. @param words those that set it */
  keepSecret = (words: string, secret: string): Promise<Answer> => this.#act('/kept-secret', { words, secret });
  notification = (): Promise<NotificationStatus> => this.#show('/notification');
  /** Sends a test mail now (C11). */
  testNotification = (): Promise<NotificationTest> => this.#act('/notification/test', {});
  setMode = (mode: 'primary' | 'secondary'): Promise<Answer> => this.#act('/failover/mode', { mode });
  setClientConnection = (state: 'enable' | 'disable'): Promise<Answer> =>
    this.#act('/failover/client-connection', { state });
  /** A new pairing code of this server (E10). */
  pairingCode = (): Promise<PairingCode> => this.#act('/pairing/code', {});
  cancelPairing = (): Promise<Answer> => this.#act('/pairing/cancel', {});
  /** Asks the server that shows the code; changes nothing. */
  proposePairing = (request: PairingRequest): Promise<PairingProposal> => this.#act('/pairing/propose', request);
  commitPairing = (id: string, primary: PrimaryPlace): Promise<PairingReport> =>
    this.#act('/pairing/commit', { id, primary });
  abandonPairing = (): Promise<Answer> => this.#act('/pairing/abandon', {});
  matrix = (): Promise<MatrixReport> => this.#show('/matrix');
  witness = (): Promise<WitnessStatus> => this.#show('/witness');
  testWitness = (): Promise<TestReport> => this.#act('/witness/test', {});
  testConnection = (host: string): Promise<TestReport> => this.#act('/trusted-hosts/test', { host });
  service = (name: string, action: ServiceAction): Promise<Answer & { service: ServiceDetail }> =>
    this.#act('/services', { name, action });
  cancelSync = (): Promise<Answer> => this.#act('/sync/cancel', {});
  /** Applies lines of configuration, all or none. */
  configure = (lines: readonly string[], { mayBeOpen = false } = {}): Promise<ConfigChange> =>
    this.#act('/config', { lines, ...(mayBeOpen ? { mayBeOpen } : {}) });
  /** What would be refused of groups of lines, each one change; changes nothing. */
  checkConfig = (groups: readonly (readonly string[])[]): Promise<ConfigCheck> =>
    this.#act('/config/check', { groups });
  /** Makes the running configuration exactly what the source holds; with `dryRun` only says what would differ. */
  replaceConfig = (
    source: ConfigSource,
    options: { dryRun?: boolean; revision?: number },
  ): Promise<ConfigReplacement> => this.#act('/config/replace', { source, ...options });
  /** Applies what the source holds on top of the running configuration. */
  mergeConfig = (source: ConfigSource): Promise<Answer> => this.#act('/config/merge', { source });
  /** Writes a configuration, secrets masked, into a file of the console. */
  copyConfig = (source: ConfigSource, name: string): Promise<Answer> => this.#act('/config/copy', { source, name });
  eraseStartup = (): Promise<Answer> => this.#act('/config/erase', {});
  /** From now on changes are rolled back after so long unless they are confirmed. */
  armConfirm = (minutes: number): Promise<Answer> => this.#act('/config/confirm', { minutes });
  confirmChange = (): Promise<Answer> => this.#act('/config/confirm', {});
  revertChange = (): Promise<Answer> => this.#act('/config/revert', {});
  archive = (): Promise<ArchiveList> => this.#show('/config/archive');
  archivedConfig = (number: number): Promise<ArchivedText> => this.#show(`/config/archive/copy?number=${number}`);
  configDifference = (from: ConfigSource, to: ConfigSource): Promise<ConfigDifference> =>
    this.#act('/config/difference', { from, to });
  files = (): Promise<FileList> => this.#show('/files');
  file = (name: string): Promise<FileText> => this.#show(`/files/text?name=${encodeURIComponent(name)}`);
  deleteFile = (name: string): Promise<Answer> => this.#act('/files/delete', { name });
  saveConfig = (): Promise<Answer> => this.#act('/config/save', {});
  /** What this host is set to beside the configuration. */
  hostSettings = (): Promise<HostSettings> => this.#show('/host-settings');
  /** Applies what the wizard was told: all of it, or nothing. */
  setup = (request: SetupRequest): Promise<SetupAnswer> => this.#act('/setup', request);
  /** Writes a file in the console's own folder. */
  async writeFile(name: string, text: string, { append }: { append: boolean }): Promise<Answer> {
    const [first = '', ...more] = piecesOf(text);
    let answer = await this.#act<Answer>('/files/write', { name, text: first, append });
    for (const piece of more) answer = await this.#act<Answer>('/files/write', { name, text: piece, append: true });
    return answer;
  }

  /** Sits down: the worker tells this console what it should know for as long as the loop goes on. */
  async *sit(signal: AbortSignal): AsyncGenerator<SessionEvent> {
    try {
      const caller = { ...this.#caller, signal };
      const call: Call = {
        method: 'POST',
        path: '/sessions',
        body: {},
        timeoutMs: 0,
        ...caller,
        headers: this.#origin,
      };
      for await (const event of follow(call) as AsyncGenerator<SessionEvent>) {
        if (event.type === 'open') this.#credential.session = event.key;
        yield event;
      }
    } finally {
      this.#credential.session = undefined;
    }
  }

  /** The mode that others see this console in. */
  sitIn(mode: SessionMode): void {
    this.#credential.mode = mode;
  }

  /** Starts a synchronization and follows it; leaving the loop leaves the synchronization running. */
  sync(host: string): AsyncGenerator<SyncEvent> {
    return follow({
      method: 'POST',
      path: '/sync',
      body: { host },
      timeoutMs: 0,
      ...this.#caller,
      headers: this.#origin,
    }) as AsyncGenerator<SyncEvent>;
  }

  /** Goes through the validation plan; leaving the loop leaves it running. */
  validate(): AsyncGenerator<ValidationEvent> {
    return follow({
      method: 'POST',
      path: '/validate',
      body: {},
      timeoutMs: 0,
      ...this.#caller,
      headers: this.#origin,
    }) as AsyncGenerator<ValidationEvent>;
  }

  /** Which console asks. */
  get #session(): Readonly<Record<string, string>> {
    const { session, mode = 'user' } = this.#credential;
    return session === undefined ? {} : { [sessionHeader]: `${session} ${mode}` };
  }

  /** Where the operator sits, for the audit. */
  get #origin(): Readonly<Record<string, string>> {
    return { ...this.#session, [originHeader]: origin() };
  }

  get #caller(): Pick<Call, 'root' | 'socket' | 'token' | 'signal' | 'headers'> {
    const { root } = this;
    const socket = mayUseAdminSocket(root) ? root.adminSocket : root.controlSocket;
    return { root, socket, token: this.#credential.token, signal: this.#signal, headers: this.#session };
  }

  async #show<T>(path: string): Promise<T> {
    return (await this.#exchange({ method: 'GET', path, timeoutMs: showTimeoutMs, ...this.#caller })) as T;
  }

  async #act<T>(path: string, body: object): Promise<T> {
    const headers = this.#origin;
    const call: Call = { method: 'POST', path, body, timeoutMs: actTimeoutMs, ...this.#caller, headers };
    return (await this.#exchange(call)) as T;
  }

  async #exchange(call: Call): Promise<unknown> {
    try {
      return await exchange(call);
    } catch (error) {
      // A token outlives neither its worker nor a change of the secret.
      if (error instanceof UnderstudyError && error.code === 'permission') this.#credential.token = undefined;
      throw error;
    }
  }

  /** True while a token is held. */
  get hasToken(): boolean {
    return this.#credential.token !== undefined;
  }
}
