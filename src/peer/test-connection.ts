import { UnderstudyError } from '../error.ts';
import type { Endpoint } from './endpoint.ts';
import type { Description, Hello, TestStep } from './protocol.ts';
import type { Session } from './session.ts';
import { tryHello, tryLogin, tryMatch, type LoginLimits } from './test-login.ts';
import { tryDescribe, tryPages } from './test-pages.ts';
import { TestSteps } from './test-steps.ts';
import { tryTransfer } from './test-transfer.ts';

export interface TestOptions {
  readonly endpoint: Endpoint;
  /** The same server over the direct network (E2), where there is one. */
  readonly direct?: Endpoint | undefined;
  readonly keyPath: string;
  readonly knownHostsPath: string;
  readonly hello: Hello;
  /** Past which replication is refused (E11). */
  readonly maxClockDifferenceMs: number;
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

const limits: LoginLimits = { connectTimeoutMs: 5000, loginTimeoutMs: 10_000, helloTimeoutMs: 10_000 };
/** Beside the others, and the way back has to wait for all of them. */
const directLimits: LoginLimits = { connectTimeoutMs: 3000, loginTimeoutMs: 5000, helloTimeoutMs: 5000 };
const backTimeoutMs = 50_000;

/** One Test Connection. What depends on a step that failed is left out; everything else is tried all the same. */
class Test {
  readonly #options: TestOptions;
  readonly #direction: string;

  constructor(options: TestOptions) {
    this.#options = options;
    this.#direction = `${options.hello.hostname} -> ${options.endpoint.name}`;
  }

  async run(): Promise<readonly TestStep[]> {
    const { endpoint, keyPath, back } = this.#options;
    const steps = new TestSteps(this.#direction);
    const session = await tryLogin(steps, endpoint, keyPath, limits);
    if (session === undefined) return [...steps.list, ...(await this.#direct(undefined))];
    try {
      if (!(await this.#match(steps, session))) return steps.list;
      const description = await tryDescribe(steps, session);
      const [transfer, pages, direct] = await Promise.all([
        this.#transfer(),
        this.#pages(description),
        this.#direct(description),
      ]);
      const there = [...steps.list, ...transfer, ...pages, ...direct];
      return back ? [...there, ...(await this.#wayBack(session))] : there;
    } finally {
      session.close();
    }
  }

  async #match(steps: TestSteps, session: Session): Promise<boolean> {
    const { endpoint, hello: ours, maxClockDifferenceMs } = this.#options;
    const { name } = endpoint;
    const heard = await tryHello(steps, session, ours, { name, helloTimeoutMs: limits.helloTimeoutMs });
    return heard !== undefined && tryMatch(steps, ours, heard, { name, maxClockDifferenceMs });
  }

  async #transfer(): Promise<readonly TestStep[]> {
    const steps = new TestSteps(this.#direction);
    await steps.try('reach the sending side of rsync', () => tryTransfer(this.#options));
    return steps.list;
  }

  async #pages(description: Description | undefined): Promise<readonly TestStep[]> {
    const steps = new TestSteps(this.#direction);
    if (description !== undefined) await tryPages(steps, this.#options.endpoint, description.healthPages);
    return steps.list;
  }

  /** The other network: it is reached there, it is the same server, and its pages are where they listen there, too. */
  async #direct(description: Description | undefined): Promise<readonly TestStep[]> {
    const { direct, keyPath, hello } = this.#options;
    if (direct === undefined) return [];
    const steps = new TestSteps(`${this.#direction} (direct)`);
    const session = await tryLogin(steps, direct, keyPath, directLimits);
    if (session === undefined) return steps.list;
    const { helloTimeoutMs } = directLimits;
    await tryHello(steps, session, hello, { name: direct.name, helloTimeoutMs }).finally(() => session.close());
    if (description !== undefined) await tryPages(steps, direct, description.healthPages);
    return steps.list;
  }

  async #wayBack(session: Session): Promise<readonly TestStep[]> {
    const { endpoint, hello } = this.#options;
    const steps = new TestSteps(this.#direction);
    let answered: readonly TestStep[] = [];
    const asked = await steps.try('ask it to try the way back', async () => {
      const { steps: tried } = await session.request('testBack', {}, { timeoutMs: backTimeoutMs });
      answered = tried;
      if (tried.length === 0) throw new UnderstudyError('peer', `${endpoint.name} tried nothing`);
      return `it tried to reach ${hello.hostname}`;
    });
    return asked ? [...steps.list, ...answered] : steps.list;
  }
}

/**
 * Test Connection: every port that the pair needs, over every network, in both directions (C3, F4), and whether the two
 * can be a pair (A6, A7, E11). Never rejects; what failed is in the report, with what to do about it.
 */
export const testConnection = async (options: TestOptions): Promise<TestReport> => {
  const steps = await new Test(options).run();
  const failed = steps.find(({ ok }) => !ok);
  return {
    host: options.endpoint.name,
    ok: failed === undefined,
    message: failed === undefined ? 'Test was successful' : `${failed.name} failed: ${failed.detail}`,
    unreachable: failed?.unreachable ?? false,
    steps,
  };
};
