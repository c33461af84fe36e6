import { z } from 'zod';
import { reasonOf, UnderstudyError } from '../error.ts';
import { faultAnswer, loginAnswer } from './etcd-answers.ts';
import { Gateway, type Reply } from './gateway.ts';
import { TlsFiles, type TlsPaths } from './tls-files.ts';

export interface EtcdOptions {
  /** `https://HOST:PORT`, one or more. */
  readonly endpoints: readonly string[];
  readonly tls: TlsPaths;
  readonly login: { readonly user: string; readonly password: () => Promise<string> } | undefined;
  /** For each endpoint. */
  readonly requestTimeoutMs: number;
}

export interface Answered<T> {
  readonly answer: T;
  /** By `performance.now()`: before the request that was answered went out. */
  readonly sentAtMs: number;
  readonly endpoint: string;
}

/** gRPC's codes that say something of the question, whichever member is asked. */
const invalidArgument = 3;
export const notFound = 5;
const permissionDenied = 7;
const failedPrecondition = 9;
const unauthenticated = 16;
const ofTheQuestion = [invalidArgument, notFound, permissionDenied, failedPrecondition, unauthenticated];

/** What etcd answered instead of what it was asked for. */
export class EtcdRefusal extends UnderstudyError {
  readonly status: number;

  constructor(endpoint: string, status: number, said: string) {
    super('refused', `${endpoint} refuses: ${said}`, { hint: remedyFor(status, said) });
    this.status = status;
  }
}

const remedyFor = (status: number, said: string): string | undefined => {
  if (status === permissionDenied)
    return 'grant that user read and write on /understudy/: "etcdctl role grant-permission … --prefix=true readwrite /understudy/"';
  if (/user name is empty/.test(said))
    return 'etcd wants a login: "failover witness etcd user" and "failover witness etcd password"';
  if (/authentication failed/.test(said)) return 'set user and password of the witness anew';
  if (/authentication is not enabled/.test(said))
    return 'leave out "failover witness etcd user", or "etcdctl auth enable"';
  return undefined;
};

/** A password is hashed so that it takes time. */
const patienceAtLogin = 5;
const loginPath = '/v3/auth/authenticate';

/** Words of etcd's gateway, which says them as plain text. */
const commonName = /^CommonName of client/;

const refusalIn = (endpoint: string, { status, text }: Reply): UnderstudyError => {
  if (commonName.test(text))
    return new UnderstudyError('refused', `${endpoint} takes no certificate with a common name (CN) beside a login`, {
      hint: 'make the certificate of this server without CN, or leave out "failover witness etcd user" and disable logins in etcd',
    });
  const parsed = faultAnswer.safeParse(jsonOf(text));
  if (!parsed.success)
    return new UnderstudyError('peer', `${endpoint} answers with HTTP status ${status} and is no etcd`, {
      hint: 'look at address and port: etcd listens for clients on 2379',
    });
  const { code, message, error } = parsed.data;
  const said = (message ?? (typeof error === 'string' ? error : error?.message) ?? '').replace(/^etcdserver: /, '');
  if (ofTheQuestion.includes(code)) return new EtcdRefusal(endpoint, code, said);
  const isItsOwnTls = endpoint.startsWith('https:') && said === 'connection closed';
  return new UnderstudyError('peer', `${endpoint}: ${said === '' ? `HTTP status ${status}` : said}`, {
    hint: isItsOwnTls ? "if that stays, etcd's own certificate lacks clientAuth beside serverAuth" : undefined,
  });
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** An etcd cluster: endpoints are tried in turn, beginning with the one that answered last. */
export class EtcdClient {
  readonly #gateways: readonly Gateway[];
  readonly #options: EtcdOptions;
  #first = 0;
  #token: string | undefined;

  constructor(options: EtcdOptions) {
    const tls = new TlsFiles(options.tls);
    this.#options = options;
    this.#gateways = options.endpoints.map((url) => new Gateway(url, tls));
  }

  /**
   * Asks until one endpoint answers. What was asked may have been done more than once.
   *
   * @throws EtcdRefusal where etcd says no, UnderstudyError peer naming each endpoint that did not answer
   */
  async call<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<Answered<T>> {
    const faults: UnderstudyError[] = [];
    for (let i = 0; i < this.#gateways.length; i++) {
      const at = (this.#first + i) % this.#gateways.length;
      const gateway = this.#gateways[at] as Gateway;
      try {
        const answered = await this.#askWithLogin(gateway, { path, body, schema, signal });
        this.#first = at;
        return answered;
      } catch (error) {
        if (!(error instanceof UnderstudyError) || error instanceof EtcdRefusal) throw error;
        faults.push(error);
        if (signal.aborted) break;
      }
    }
    this.#first = (this.#first + 1) % this.#gateways.length;
    throw new UnderstudyError('peer', faults.map(({ message }) => message).join('; '), {
      hint: faults.find(({ hint }) => hint !== undefined)?.hint,
    });
  }

  close(): void {
    for (const gateway of this.#gateways) gateway.close();
  }

  /** A token that has run out is got anew, once. */
  async #askWithLogin<T>(gateway: Gateway, call: Call<T>): Promise<Answered<T>> {
    if (this.#options.login === undefined) return this.#ask(gateway, call, undefined);
    const known = this.#token;
    this.#token ??= await this.#login(gateway, call.signal);
    try {
      return await this.#ask(gateway, call, this.#token);
    } catch (error) {
      const mayBeOld = error instanceof EtcdRefusal && [invalidArgument, unauthenticated].includes(error.status);
      if (!mayBeOld || known === undefined) throw error;
      this.#token = await this.#login(gateway, call.signal);
      return this.#ask(gateway, call, this.#token);
    }
  }

  async #login(gateway: Gateway, signal: AbortSignal): Promise<string> {
    const { login } = this.#options;
    const body = { name: login?.user, password: await login?.password() };
    const call = { path: loginPath, body, schema: loginAnswer, signal };
    return (await this.#ask(gateway, call, undefined)).answer.token;
  }

  async #ask<T>(
    gateway: Gateway,
    { path, body, schema, signal }: Call<T>,
    token: string | undefined,
  ): Promise<Answered<T>> {
    const { requestTimeoutMs } = this.#options;
    const timeoutMs = path === loginPath ? patienceAtLogin * requestTimeoutMs : requestTimeoutMs;
    const reply = await gateway.ask({ path, body, timeoutMs, signal, token });
    if (reply.status !== 200) throw refusalIn(gateway.url, reply);
    const parsed = schema.safeParse(jsonOf(reply.text));
    if (parsed.success) return { answer: parsed.data, sentAtMs: reply.sentAtMs, endpoint: gateway.url };
    // A stream says what went wrong with status 200.
    const isFault = faultAnswer.safeParse(jsonOf(reply.text)).data?.error !== undefined;
    if (isFault) throw refusalIn(gateway.url, reply);
    throw new UnderstudyError(
      'peer',
      `${gateway.url} does not answer as etcd does: ${reasonOf(z.prettifyError(parsed.error))}`,
      {
        hint: 'look at address and port: etcd 3.4 or newer is needed',
      },
    );
  }
}

interface Call<T> {
  readonly path: string;
  readonly body: object;
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
}
