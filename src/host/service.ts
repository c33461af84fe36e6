import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { tokenize } from '../config/token.ts';
import { UnderstudyError } from '../error.ts';

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
  #child: Child | undefined;
  #wanted = false;
  #since: Date | null = null;
  #restarts = 0;
  #fault: string | null = null;
  #restart: NodeJS.Timeout | undefined;

  constructor(name: string, command: string, logFolder: string, onChange: (sentence: string) => void) {
    this.name = name;
    this.#command = command;
    this.#logFolder = logFolder;
    this.#onChange = onChange;
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
      detail: this.#fault ?? this.#command,
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
    await child;
    clearTimeout(grace);
    return true;
  }

  #spawn(): void {
    const argv = tokenize(this.#command).map((token) => token.text);
    mkdirSync(this.#logFolder, { recursive: true, mode: 0o700 });
    const log = createWriteStream(join(this.#logFolder, `service-${this.name}.log`), { flags: 'a', mode: 0o600 });
    const child = launch(argv);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    if (child.pid === undefined)
      throw new UnderstudyError('resource', `Service ${this.name} cannot be started: setpriv is missing`, {
        hint: 'install util-linux',
      });
    this.#child = child;
    this.#since = new Date();
    this.#fault = null;
    void child.then((result) => {
      log.end();
      this.#ended(result.exitCode ?? null, result.signal ?? null);
    });
  }

  #ended(exitCode: number | null, signal: string | null): void {
    const ranMs = Date.now() - (this.#since?.getTime() ?? 0);
    this.#child = undefined;
    this.#since = null;
    if (!this.#wanted) return;
    const how = signal === null ? `exit status ${exitCode ?? '?'}` : signal;
    if (ranMs >= steadyMs) this.#restarts = 0;
    this.#fault = `it ended with ${how}`;
    if (this.#restarts >= restartsInARow) {
      this.#onChange(
        `Service ${this.name} has failed: it ended with ${how}, ${restartsInARow} restarts did not help. See service-${this.name}.log.`,
      );
      return;
    }
    this.#restarts += 1;
    this.#onChange(`Service ${this.name} ended with ${how}: restart ${this.#restarts} of ${restartsInARow}.`);
    this.#restart = setTimeout(() => this.#spawn(), restartAfterMs);
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
