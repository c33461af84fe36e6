import { execa } from 'execa';
import { join } from 'node:path';
import { StoryFault } from './fault.ts';

/** A command as it was typed at one server, and what came of it. */
export interface Typed {
  readonly server: string;
  readonly words: string;
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

const answerLimitMs = 120_000;

/** Someone who types one-shot commands at one server: the demo touches the product in no other way. */
export class Operator {
  readonly server: string;
  readonly #program: string;
  readonly #root: string;
  readonly #signal: AbortSignal;

  constructor(server: string, install: string, root: string, signal: AbortSignal) {
    this.server = server;
    this.#program = join(install, 'bin/understudy');
    this.#root = root;
    this.#signal = signal;
  }

  /** Types a command line; any exit status is an answer. @throws StoryFault when there is none in two minutes */
  async type(words: string): Promise<Typed> {
    return this.run(words, words.split(' '));
  }

  /** The same with the arguments given apart, shown as `words`. */
  async run(words: string, options: readonly string[]): Promise<Typed> {
    const startedMs = performance.now();
    const result = await execa(this.#program, ['--root', this.#root, ...options], {
      reject: false,
      stdin: 'ignore',
      timeout: answerLimitMs,
      cancelSignal: this.#signal,
      env: { NO_COLOR: '1', LC_ALL: 'C' },
    });
    this.#signal.throwIfAborted();
    if (result.exitCode === undefined) {
      throw new StoryFault(
        `${this.server}: "understudy ${words}" did not end: ${result.shortMessage ?? 'unknown reason'}`,
      );
    }
    const { exitCode: exitStatus, stdout, stderr } = result;
    return { server: this.server, words, exitStatus, stdout, stderr, tookMs: performance.now() - startedMs };
  }

  /** What a `show` command answers with `--json`. @throws StoryFault when it fails */
  async read<T>(words: string): Promise<T> {
    const typed = await this.type(`${words} --json`);
    if (typed.exitStatus !== 0)
      throw new StoryFault(`${this.server}: "understudy ${words} --json" failed: ${typed.stderr.trim()}`);
    return JSON.parse(typed.stdout) as T;
  }

  /** As `read`, undefined while the worker does not answer. */
  async tryRead<T>(words: string): Promise<T | undefined> {
    const { exitStatus, stdout } = await this.type(`${words} --json`);
    return exitStatus === 0 ? (JSON.parse(stdout) as T) : undefined;
  }
}
