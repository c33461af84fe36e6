import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { secretIn } from '../../config/secret-line.ts';
import { mostHistoryLines } from '../../control/terminal-shapes.ts';

/** Lines that are kept where the operator has not said how many (`terminal history size`). */
export const usualHistorySize = 256;

/** Enough for every line that is kept; what is before it in a longer file is older than that. */
const mostBytes = 1_000_000;

const empty = /^\s*([!#].*)?$/;

/** True for lines that are worth recalling and hold no secret. */
export const isRemembered = (line: string): boolean => !empty.test(line) && secretIn(line) === undefined;

/** Kept in the file's first line, where it is a remark. */
const sizeLine = /^! size (\d{1,5})$/m;

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants;

/** The last so many lines. */
export const newest = (lines: readonly string[], size: number): string[] => (size === 0 ? [] : lines.slice(-size));

/** Opens a file that is one, is ours, and is not reached through a link. */
const open = (path: string, flags: number): number => {
  const file = openSync(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  const status = fstatSync(file);
  if (status.isFile() && status.uid === process.geteuid?.()) {
    if ((status.mode & 0o777) !== 0o600) fchmodSync(file, 0o600);
    return file;
  }
  closeSync(file);
  throw new Error(`${path} is no file of this account`);
};

const readEnd = (path: string): string => {
  const file = open(path, O_RDONLY);
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    const length = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8', 0, length);
    return size > mostBytes ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    closeSync(file);
  }
};

const write = (path: string, flags: number, text: string): void => {
  const file = open(path, O_WRONLY | O_CREAT | flags);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
};

/** Lines typed before, over all sittings of this account: a file only its owner can read (console 33). */
export class HistoryFile {
  readonly #path: string;
  #isWritable = true;
  #size = usualHistorySize;

  constructor(path = join(process.getBuiltinModule('node:os').homedir(), '.understudy_history')) {
    this.#path = path;
  }

  /** How many lines this account wants kept. */
  get size(): number {
    return this.#size;
  }

  /** Oldest first. The file is cut to what is kept. */
  read(): string[] {
    try {
      const text = readEnd(this.#path);
      const [, size] = sizeLine.exec(text) ?? [];
      this.#size = Math.min(mostHistoryLines, size === undefined ? usualHistorySize : Number(size));
      const typed = text.split('\n').filter((line) => !empty.test(line));
      const lines = newest(typed.filter(isRemembered), this.#size);
      if (typed.length > lines.length) this.#replace(lines);
      return lines;
    } catch {
      // No file yet, or none that this account may have: the console works without.
      return [];
    }
  }

  add(line: string): void {
    if (this.#size > 0) this.#try(() => write(this.#path, O_APPEND, `${line}\n`));
  }

  /** Keeps so many lines from now on; 0: none. */
  resize(size: number): void {
    const lines = this.read();
    this.#size = size;
    this.#replace(newest(lines, size));
  }

  /** Forgets every line. */
  clear(): void {
    this.#replace([]);
  }

  /** Writes the file anew, at once or not at all. */
  #replace(lines: readonly string[]): void {
    const head = this.#size === usualHistorySize ? [] : [`! size ${this.#size}`];
    this.#try(() => {
      const temporary = `${this.#path}.${process.pid}`;
      write(temporary, O_TRUNC, [...head, ...lines].map((line) => `${line}\n`).join(''));
      renameSync(temporary, this.#path);
    });
  }

  #try(act: () => void): void {
    if (!this.#isWritable) return;
    try {
      act();
    } catch {
      this.#isWritable = false;
    }
  }
}
