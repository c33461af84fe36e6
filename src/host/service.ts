import { join } from 'node:path';
import { execa } from 'execa';
import { tokenize } from '../config/token.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import { givenUpWords, Restarts, restartWords, type RestartLimit } from './restarts.ts';
import type { ProtectedService, ServiceReports, ServiceView } from './protected-service.ts';
import { endGroup, forgetGroup, groupOf, recordGroup, type ServiceGroup } from './service-group.ts';
import { ServiceLog } from './service-log.ts';

const stopGraceMs = 10_000;
const restartAfterMs = 500;

/** As a group of its own, so that what it starts ends with it, and killed by the kernel when this process dies. */
const launch = (argv: readonly string[]) =>
  execa('setpriv', ['--pdeathsig', 'KILL', '--', ...argv], {
    reject: false,
    buffer: false,
    detached: true,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
type Child = ReturnType<typeof launch>;

export interface ServiceParts extends ServiceReports {
  readonly name: string;
  readonly command: string;
  readonly logFolder: string;
  readonly restarts: RestartLimit;
  /** Where it writes down which processes are its own, for {@link killLeftovers} of the next worker. */
  readonly runFolder?: string;
}

/**
 * A protected service that the worker runs as its own child (B6). The kernel kills it when the worker dies
 * (`setpriv --pdeathsig`), so that a server whose worker is gone serves nobody.
 */
export class Service implements ProtectedService {
  readonly name: string;
  readonly #parts: ServiceParts;
  readonly #restarts: Restarts;
  #child: Child | undefined;
  #over: Promise<void> = Promise.resolve();
  #wanted = false;
  #since: Date | null = null;
  #fault: string | null = null;
  #isGivenUp = false;
  /** People were told that it has failed, and not yet that it runs again. */
  #isReported = false;
  #restart: NodeJS.Timeout | undefined;
  /** Why it is being ended, where that is not its own doing. */
  #mending: string | undefined;

  constructor(parts: ServiceParts) {
    this.name = parts.name;
    this.#parts = parts;
    this.#restarts = new Restarts(parts.restarts);
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  view(): ServiceView {
    const state = this.running ? 'running' : 'stopped';
    return {
      name: this.name,
      state: this.#fault === null ? state : 'failed',
      since: this.#since?.toISOString() ?? null,
      pid: this.#child?.pid ?? null,
      detail: this.#fault ?? '',
      subState: null,
      result: null,
      restarts: this.#restarts.count(),
    };
  }

  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  start(): boolean {
    this.#wanted = true;
    if (this.running) return false;
    this.#forget();
    this.#spawn();
    this.#recovered();
    return true;
  }

  /** Ends it with SIGTERM, after ten seconds with SIGKILL, and waits for its end. True when it was running. */
  async stop(): Promise<boolean> {
    this.#wanted = false;
    this.#forget();
    if (!this.running) return false;
    await this.#end();
    return true;
  }

  mend(why: string): void {
    if (!this.running || !this.#wanted || this.#mending !== undefined || this.#isGivenUp) return;
    if (this.#restarts.isUsedUp()) {
      // It may still be of use to somebody as it is.
      this.#giveUp(why);
      return;
    }
    this.#mending = why;
    void this.#end();
  }

  heal(): void {
    if (this.running && this.#mending === undefined) this.#recovered();
  }

  limitRestarts(limit: RestartLimit): void {
    this.#restarts.limit = limit;
  }

  #forget(): void {
    clearTimeout(this.#restart);
    this.#restarts.forget();
    this.#fault = null;
    this.#isGivenUp = false;
  }

  #recovered(): void {
    this.#fault = null;
    this.#isGivenUp = false;
    if (this.#isReported) this.#parts.onRecovered(this.name);
    this.#isReported = false;
  }

  async #end(): Promise<void> {
    this.#signal('SIGTERM');
    const grace = setTimeout(() => this.#signal('SIGKILL'), stopGraceMs);
    await this.#over;
    clearTimeout(grace);
  }

  #spawn(): void {
    const argv = tokenize(this.#parts.command).map((token) => token.text);
    const child = launch(argv);
    if (child.pid === undefined)
      throw new UnderstudyError('resource', `Service ${this.name} cannot be started: setpriv is missing`, {
        hint: 'install util-linux',
      });
    const group = groupOf(child.pid);
    this.#record(group);
    const log = new ServiceLog(join(this.#parts.logFolder, `service-${this.name}.log`));
    const drained = Promise.all([log.drain(child.stdout), log.drain(child.stderr)]);
    this.#child = child;
    this.#since = new Date();
    this.#fault = null;
    this.#over = child.then(async (result) => {
      await drained;
      await log.close();
      await this.#endRest(group);
      this.#ended(result.exitCode ?? null, result.signal ?? null);
    });
  }

  #record(group: ServiceGroup | undefined): void {
    const { runFolder } = this.#parts;
    if (runFolder === undefined || group === undefined) return;
    try {
      recordGroup(runFolder, this.name, group);
    } catch (error) {
      this.#parts.onChange(`What service ${this.name} starts may outlive a killed worker: ${reasonOf(error)}`);
    }
  }

  /** What it started and did not end itself would hold its ports and its files. */
  async #endRest(group: ServiceGroup | undefined): Promise<void> {
    try {
      if (group !== undefined) await endGroup(group);
      const { runFolder } = this.#parts;
      if (runFolder !== undefined) forgetGroup(runFolder, this.name);
    } catch (error) {
      this.#parts.onChange(`Service ${this.name} has ended, what it started has not: ${reasonOf(error)}`);
    }
  }

  #ended(exitCode: number | null, signal: string | null): void {
    const why = this.#mending ?? `ended with ${signal === null ? `exit status ${exitCode ?? '?'}` : signal}`;
    this.#mending = undefined;
    this.#child = undefined;
    this.#since = null;
    if (this.#wanted) this.#startAgain(why);
  }

  #startAgain(why: string): void {
    this.#fault = `it ${why}`;
    const number = this.#restarts.take();
    const { limit } = this.#restarts;
    if (number === null) {
      this.#giveUp(why);
      return;
    }
    this.#parts.onChange(`Service ${this.name} ${why}: ${restartWords(number, limit)}.`);
    this.#restart = setTimeout(() => {
      try {
        this.#spawn();
      } catch (error) {
        this.#startAgain(`could not be started (${reasonOf(error)})`);
      }
    }, restartAfterMs);
  }

  #giveUp(why: string): void {
    this.#fault = `it ${why}`;
    this.#isGivenUp = true;
    this.#isReported = true;
    this.#parts.onFailed(this.name, givenUpWords(why, this.#restarts.limit));
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}
