import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maskSecrets } from '../config/text.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { SetupAnswer } from '../control/setup-shapes.ts';

/** The setups before it are `setup.log.1`, `setup.log.2` …, the oldest last. */
const oldLogs = 9;

interface SetupRecord {
  readonly by: string;
  /** In the console's language, secrets masked. */
  readonly lines: readonly string[];
}

const shift = async (path: string): Promise<void> => {
  const names = [path, ...Array.from({ length: oldLogs }, (_none, i) => `${path}.${i + 1}`)];
  for (let i = names.length - 2; i >= 0; i -= 1) {
    await rename(names[i] ?? '', names[i + 1] ?? '').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }
};

/** One line each, whatever they quote, and without secrets. */
const safeLine = (line: string): string => maskSecrets(line).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const refusalLines = (error: unknown): string[] => {
  const hint = error instanceof UnderstudyError && error.hint !== undefined ? [error.hint] : [];
  return [`ERROR: not applied: ${reasonOf(error)}`, ...hint];
};

const doneLines = ({ message, warnings }: SetupAnswer): string[] => [
  message,
  ...warnings.map((warning) => `Warning: ${warning}`),
];

/** What was done by every setup, one file each (console 3). A log that cannot be written stops no setup. */
export class SetupLog {
  readonly #path: string;
  readonly #warn: (sentence: string) => void;

  constructor(folder: string, warn: (sentence: string) => void) {
    this.#path = join(folder, 'setup.log');
    this.#warn = warn;
  }

  /** Applies a setup and writes down what became of it. @throws what `apply` throws */
  async keep(record: SetupRecord, apply: () => Promise<SetupAnswer>): Promise<SetupAnswer> {
    const began = new Date().toISOString();
    try {
      const answer = await apply();
      await this.#write(record, began, doneLines(answer));
      return answer;
    } catch (error) {
      await this.#write(record, began, refusalLines(error));
      throw error;
    }
  }

  async #write({ by, lines }: SetupRecord, began: string, result: readonly string[]): Promise<void> {
    const [first = '', ...rest] = result;
    const text = [`${began} setup by ${by}`, ...lines, `${new Date().toISOString()} ${first}`, ...rest].map(safeLine);
    try {
      await shift(this.#path);
      await writeFile(this.#path, `${text.join('\n')}\n`, { mode: 0o640 });
    } catch (error) {
      this.#warn(`${this.#path} cannot be written: ${reasonOf(error)}`);
    }
  }
}
