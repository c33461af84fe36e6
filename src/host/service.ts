import { join } from 'node:path';
import { execa } from 'execa';
import { tokenize } from '../config/token.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import { endGroup, forgetGroup, groupOf, recordGroup, type ServiceGroup } from './service-group.ts';
import { ServiceLog } from './service-log.ts';

export interface ServiceView {
  readonly name: string;
  readonly state: 'running' | 'stopped' | 'failed';
  readonly since: string | null;
  readonly pid: number | null;
  readonly detail: string;
}

const stopGraceMs = 10_000;
const restartAfterMs = 500;
const restartsInARow = 5;
/** A service that ran this long starts its count of restarts anew. */
const steadyMs = 60_000;

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

/**
 * A protected service that the worker runs as its own child (B6). The kernel kills it when the worker dies
 * (`setpriv --pdeathsig`), so that a server whose worker is gone serves nobody.
 */
export class Service {
  readonly name: string;
  readonly #command: string;
  readonly #logFolder: string;
  readonly #onChange: (sentence: string) => void;
  readonly #runFolder: string | undefined;
  #child: Child | undefined;
  #over: Promise<void> = Promise.resolve();
  #wanted = false;
  #since: Date | null = null;
  #restarts = 0;
  #fault: string | null = null;
  #restart: NodeJS.Timeout | undefined;

  /** In `runFolder` it writes down which processes are its own, for {@link killLeftovers} of the next worker. */
  constructor(
    name: string,
    command: string,
    logFolder: string,
    onChange: (sentence: string) => void,
    runFolder?: string,
  ) {
    this.name = name;
    this.#command = command;
    this.#logFolder = logFolder;
    this.#onChange = onChange;
    this.#runFolder = runFolder;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  view(): ServiceView {
    const state = this.running ? 'running' : this.#fault === null ? 'stopped' : 'failed';
    return {
      name: this.name,
      state,
      since: this.#since?.toISOString() ?? null,
      pid: this.#child?.pid ?? null,
      detail: this.#fault ?? '',
    };
  }

  /** Starts it, or does nothing when it runs. True when something was started. @throws UnderstudyError when it cannot be started */
  start(): boolean {
    this.#wanted = true;
    if (this.running) return false;
    this.#restarts = 0;
    this.#spawn();
    return true;
  }

  /** Ends it with SIGTERM, after ten seconds with SIGKILL, and waits for its end. True when it was running. */
  async stop(): Promise<boolean> {
    this.#wanted = false;
    this.#fault = null;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined) return false;
    this.#signal('SIGTERM');
    const grace = setTimeout(() => this.#signal('SIGKILL'), stopGraceMs);
    await this.#over;
    clearTimeout(grace);
    return true;
  }

  #spawn(): void {
    const argv = tokenize(this.#command).map((token) => token.text);
    const child = launch(argv);
    if (child.pid === undefined)
      throw new UnderstudyError('resource', `Service ${this.name} cannot be started: setpriv is missing`, {
        hint: 'install util-linux',
      });
    const group = groupOf(child.pid);
    this.#record(group);
    const log = new ServiceLog(join(this.#logFolder, `service-${this.name}.log`));
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
    if (this.#runFolder === undefined || group === undefined) return;
    try {
      recordGroup(this.#runFolder, this.name, group);
    } catch (error) {
      this.#onChange(`What service ${this.name} starts may outlive a killed worker: ${reasonOf(error)}`);
    }
  }

  /** What it started and did not end itself would hold its ports and its files. */
  async #endRest(group: ServiceGroup | undefined): Promise<void> {
    try {
      if (group !== undefined) await endGroup(group);
      if (this.#runFolder !== undefined) forgetGroup(this.#runFolder, this.name);
    } catch (error) {
      this.#onChange(`Service ${this.name} has ended, what it started has not: ${reasonOf(error)}`);
    }
  }

  #ended(exitCode: number | null, signal: string | null): void {
    const ranMs = Date.now() - (this.#since?.getTime() ?? 0);
    this.#child = undefined;
    this.#since = null;
    if (!this.#wanted) return;
    if (ranMs >= steadyMs) this.#restarts = 0;
    this.#startAgain(`ended with ${signal === null ? `exit status ${exitCode ?? '?'}` : signal}`);
  }

  #startAgain(why: string): void {
    this.#fault = `it ${why}`;
    if (this.#restarts >= restartsInARow) {
      this.#onChange(
        `Service ${this.name} has failed: it ${why}, ${restartsInARow} restarts did not help. See service-${this.name}.log.`,
      );
      return;
    }
    this.#restarts += 1;
    this.#onChange(`Service ${this.name} ${why}: restart ${this.#restarts} of ${restartsInARow}.`);
    this.#restart = setTimeout(() => {
      try {
        this.#spawn();
      } catch (error) {
        this.#startAgain(`could not be started (${reasonOf(error)})`);
      }
    }, restartAfterMs);
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
