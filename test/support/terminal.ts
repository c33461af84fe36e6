import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { operatorEnvironment } from './operator-environment.ts';
import { Screen } from './screen.ts';

const repository = join(import.meta.dirname, '../..');
export const consoleProgram = join(repository, 'src/console/main.ts');

interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** How long nothing may be shown while something is waited for. */
  readonly patienceMs?: number;
}

const shellWord = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The console in a real pseudo-terminal, driven as an operator would: type, wait for what is shown, type again. */
export class Terminal {
  readonly screen = new Screen();
  /** Every byte that was written. */
  raw = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<number>;
  readonly #patienceMs: number;
  #listener: (() => void) | undefined;
  #hasEnded = false;
  static readonly #open = new Set<Terminal>();

  private constructor(words: readonly string[], options: TerminalOptions) {
    const { columns = 80, rows = 24, env = {} } = options;
    this.#patienceMs = options.patienceMs ?? 15_000;
    const command = words.map(shellWord).join(' ');
    this.#child = spawn('script', ['-qfec', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'], {
      cwd: repository,
      env: { ...operatorEnvironment(), NO_COLOR: '1', ...env },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.raw += text;
      this.screen.write(text);
      this.#listener?.();
    });
    Terminal.#open.add(this);
    this.#exit = new Promise((resolve) => {
      this.#child.once('close', (status) => {
        this.#hasEnded = true;
        Terminal.#open.delete(this);
        this.#listener?.();
        resolve(status ?? -1);
      });
    });
  }

  static start(args: readonly string[], options: TerminalOptions = {}): Terminal {
    return new Terminal([process.execPath, consoleProgram, ...args], options);
  }

  /** Another program than the console, e.g. a shell. */
  static startProgram(words: readonly string[], options: TerminalOptions = {}): Terminal {
    return new Terminal(words, options);
  }

  /** Ends whatever a test left, also one that failed half-way: at the end of every file, see `leave-nothing.ts`. */
  static async stopAll(): Promise<void> {
    await Promise.all([...Terminal.#open].map((terminal) => terminal.stop()));
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Waits until what is on the screen matches. @throws with the screen when the program ends without it */
  async shows(what: string | { test(text: string): boolean }): Promise<void> {
    const matches = (): boolean =>
      typeof what === 'string' ? this.screen.text.includes(what) : what.test(this.screen.text);
    await this.#until(
      matches,
      `the screen never showed ${typeof what === 'string' ? JSON.stringify(what) : 'what it should'}`,
    );
  }

  /** Waits until the cursor stands behind exactly this. */
  async isAt(line: string): Promise<void> {
    await this.#until(
      () => this.screen.current.trimEnd() === line.trimEnd() && this.screen.column === line.length,
      `the cursor never stood behind ${JSON.stringify(line)}`,
    );
  }

  /** Types a line and waits for the prompt below it. Gives the rows between. */
  async run(line: string, prompt: string): Promise<string[]> {
    const before = this.screen.rows.length;
    this.type(`${line}\r`);
    await this.#until(
      () =>
        this.screen.rows.length > before &&
        this.screen.current.trimEnd() === prompt.trimEnd() &&
        this.screen.column === prompt.length,
      `no prompt came after ${JSON.stringify(line)}`,
    );
    return this.screen.rows.slice(before, -1);
  }

  /** The exit status of the console. */
  ended(): Promise<number> {
    return this.#exit;
  }

  async stop(): Promise<void> {
    if (!this.#hasEnded) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  async #until(matches: () => boolean, otherwise: string): Promise<void> {
    while (!matches()) {
      const fail = (why: string): Error => new Error(`${otherwise} (${why}). The screen:\n${this.screen.text}`);
      if (this.#hasEnded) throw fail('the console has ended');
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(fail(`waited ${this.#patienceMs / 1000} s`)), this.#patienceMs);
        this.#listener = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
