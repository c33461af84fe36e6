import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { until } from './until.ts';

/** How much of a console is kept to explain a boot that failed. */
const mostOutput = 1024 * 1024;

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const nameOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
};

/** The systemd of a booted host below the process that started it. */
const initBelow = (pid: number): number | undefined => {
  for (const child of childrenOf(pid)) {
    if (nameOf(child) === 'systemd') return child;
    const found = initBelow(child);
    if (found !== undefined) return found;
  }
  return undefined;
};

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

const onTerminal = (argv: readonly string[]): string[] => {
  const command = `stty cols 100 rows 40; exec ${argv.map(quoted).join(' ')}`;
  return ['script', '--quiet', '--flush', '--return', '--command', command, '/dev/null'];
};

/** One run of systemd-nspawn: a host between power on and power off. */
export class Boot {
  readonly #nspawn: ChildProcess;
  readonly #shown = new EventEmitter();
  #output = '';

  /** @param options.atTerminal its console is a terminal, at which somebody can type */
  constructor(argv: readonly string[], { atTerminal = false } = {}) {
    const [program = '', ...args] = atTerminal ? onTerminal(argv) : argv;
    this.#nspawn = spawn(program, args, { stdio: [atTerminal ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-mostOutput);
      this.#shown.emit('text');
    };
    this.#nspawn.stdout?.on('data', keep);
    this.#nspawn.stderr?.on('data', keep);
  }

  /** The last words of its console. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when the console shows more. @throws the signal's reason */
  async more(signal: AbortSignal): Promise<void> {
    await once(this.#shown, 'text', { signal });
  }

  /** Types at its console. */
  type(keys: string): void {
    this.#nspawn.stdin?.write(keys);
  }

  get isOver(): boolean {
    return this.#nspawn.exitCode !== null || this.#nspawn.signalCode !== null;
  }

  /** The host's PID 1, seen from this machine. */
  get init(): number | undefined {
    return this.#nspawn.pid === undefined || this.isOver ? undefined : initBelow(this.#nspawn.pid);
  }

  /** Resolves when there is a PID 1. @throws Error with the console's last words */
  async started(): Promise<void> {
    const { init } = await until(
      'a host boots',
      async () => ({ init: this.init, isOver: this.isOver }),
      (seen) => seen.isOver || seen.init !== undefined,
    );
    if (init === undefined) throw new Error(`The host did not boot:\n${this.#output}`);
  }

  async over(): Promise<void> {
    if (!this.isOver) await once(this.#nspawn, 'exit');
  }
}
