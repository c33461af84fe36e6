import { execa } from 'execa';
import { reasonOf, UnderstudyError } from '../error.ts';
import { printEndpoint, type Endpoint } from './endpoint.ts';
import { requirePair } from './link.ts';
import { printable } from './printable.ts';
import type { Hello, TestStep } from './protocol.ts';
import { remoteShellOf } from './remote-shell.ts';
import { Session } from './session.ts';
import type { Stage } from './ssh-connection.ts';

export interface TestOptions {
  readonly endpoint: Endpoint;
  readonly keyPath: string;
  readonly knownHostsPath: string;
  readonly hello: Hello;
  /** Whether the peer is asked to try the way back to us. */
  readonly back: boolean;
}

/** As the control API shows it (C3). */
export interface TestReport {
  readonly host: string;
  readonly ok: boolean;
  readonly message: string;
  readonly unreachable: boolean;
  readonly steps: readonly TestStep[];
}

const connectTimeoutMs = 5000;
const loginTimeoutMs = 10_000;
const keepaliveMs = 2000;
const helloTimeoutMs = 10_000;
const rsyncTimeoutMs = 20_000;
const backTimeoutMs = 50_000;
const refusedStatus = 5;
/** What ssh itself ends with when it could not connect. */
const sshFailedStatus = 255;
/** A transfer that nobody has opened: the right answer is that it is refused, by name. */
const transferTried = 'rsync --server --sender -logtpre.iLsfxCIvu . snapshot/connection-test/';

const stages: readonly {
  readonly stage: Stage;
  readonly name: string;
  readonly seen: (endpoint: Endpoint) => string;
}[] = [
  { stage: 'resolve', name: 'find the address', seen: ({ address }) => address },
  { stage: 'connect', name: 'reach the SSH port', seen: ({ port }) => `port ${port} answers` },
  { stage: 'hostKey', name: 'check the key of its SSH server', seen: () => 'it is the trusted one' },
  { stage: 'login', name: 'log in over SSH', seen: ({ user }) => `as ${user}, with our key` },
];

/** Runs the steps one after another and stops at the first that fails: what comes later depends on it. */
class Test {
  readonly steps: TestStep[] = [];
  readonly #options: TestOptions;

  constructor(options: TestOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const session = await this.#connect();
    if (session === undefined) return;
    try {
      const heard = await this.#try('exchange names and releases', () => this.#hello(session));
      if (!heard || !(await this.#try('reach the sending side of rsync', () => this.#transfer()))) return;
      if (this.#options.back) await this.#wayBack(session);
    } finally {
      session.close();
    }
  }

  get #direction(): string {
    return `${this.#options.hello.hostname} -> ${this.#options.endpoint.name}`;
  }

  #add(name: string, detail: string, failed?: { readonly unreachable: boolean }): void {
    const unreachable = failed?.unreachable ?? false;
    this.steps.push({ name: `${this.#direction}: ${name}`, ok: failed === undefined, detail, unreachable });
  }

  async #try(name: string, step: () => Promise<string>): Promise<boolean> {
    try {
      this.#add(name, await step());
      return true;
    } catch (error) {
      const hint = error instanceof UnderstudyError ? error.hint : undefined;
      const unreachable = error instanceof UnderstudyError && error.code === 'peer';
      this.#add(name, hint === undefined ? reasonOf(error) : `${reasonOf(error)}; ${hint}`, { unreachable });
      return false;
    }
  }

  async #connect(): Promise<Session | undefined> {
    const { endpoint, keyPath } = this.#options;
    const passed = new Set<Stage>();
    const onStage = (stage: Stage): void => void passed.add(stage);
    const opening = Session.open('hello', {
      endpoint,
      keyPath,
      connectTimeoutMs,
      loginTimeoutMs,
      keepaliveMs,
      onStage,
    });
    const session = await opening.catch(() => undefined);
    for (const { stage, name, seen } of stages) {
      if (passed.has(stage)) this.#add(name, seen(endpoint));
      else return this.#failed(name, opening);
    }
    return session ?? this.#failed('start understudy-peer', opening);
  }

  async #failed(name: string, opening: Promise<unknown>): Promise<undefined> {
    await this.#try(name, () => opening.then(() => 'done'));
    return undefined;
  }

  async #hello(session: Session): Promise<string> {
    const ours = this.#options.hello;
    const theirs = await session.request('hello', ours, { timeoutMs: helloTimeoutMs });
    requirePair(ours, theirs, this.#options.endpoint.name);
    if (theirs.release === ours.release) return `it is ${theirs.hostname} with release ${theirs.release}`;
    return `it is ${theirs.hostname} with release ${theirs.release}; this server has ${ours.release}: no replication until they are equal`;
  }

  /** Through the OpenSSH client, as data will travel. */
  async #transfer(): Promise<string> {
    const { endpoint } = this.#options;
    const [ssh = 'ssh', ...words] = remoteShellOf(this.#options);
    const { exitCode, code, stderr, timedOut } = await execa(ssh, [...words, endpoint.address, transferTried], {
      reject: false,
      stdin: 'ignore',
      timeout: rsyncTimeoutMs,
      maxBuffer: 65_536,
      env: { LC_ALL: 'C' },
    });
    const answer = printable(stderr);
    if (code === 'ENOENT')
      throw new UnderstudyError('resource', 'ssh is missing on this server', {
        hint: 'apt-get install openssh-client',
      });
    if (exitCode !== refusedStatus || !answer.includes('snapshot/connection-test')) {
      throw new UnderstudyError(
        timedOut || exitCode === sshFailedStatus ? 'peer' : 'failed',
        `${printEndpoint(endpoint)} does not answer as understudy-peer does: ${answer === '' ? 'nothing is said' : answer}`,
        {
          hint: 'look at its authorized_keys and at the log of its worker',
        },
      );
    }
    return 'its understudy-peer and worker answer, and send nothing that no synchronization has opened';
  }

  async #wayBack(session: Session): Promise<void> {
    const { endpoint, hello } = this.#options;
    let answered: readonly TestStep[] = [];
    const asked = await this.#try('ask it to try the way back', async () => {
      const { steps } = await session.request('testBack', {}, { timeoutMs: backTimeoutMs });
      answered = steps;
      if (steps.length === 0) throw new UnderstudyError('peer', `${endpoint.name} tried nothing`);
      return `it tried to reach ${hello.hostname}`;
    });
    if (asked) this.steps.push(...answered);
  }
}

/**
 * Test Connection: every port that the pair needs, in both directions (C3). Never rejects; what failed is in the report,
 * with what to do about it.
 */
export const testConnection = async (options: TestOptions): Promise<TestReport> => {
  const test = new Test(options);
  await test.run();
  const failed = test.steps.find(({ ok }) => !ok);
  return {
    host: options.endpoint.name,
    ok: failed === undefined,
    message: failed === undefined ? 'Test was successful' : `${failed.name} failed: ${failed.detail}`,
    unreachable: failed?.unreachable ?? false,
    steps: test.steps,
  };
};
