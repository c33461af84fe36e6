import { createInterface, type Interface } from 'node:readline';
import { widthOf } from '../../commands/text/width.ts';
import type { Key } from './question.ts';

/**
 * What node:readline has beyond its declared type. `_ttyWrite` is the one gate through which every key passes; Node's own
 * REPL replaces it, too.
 */
interface Hidden {
  _ttyWrite: (text: string | undefined, key: Key) => void;
  line: string;
  cursor: number;
  prevRows: number;
  history: string[];
}

export type KeyHandler = (text: string | undefined, key: Key) => void;

interface GatedReadlineOptions {
  /** Newest first. */
  readonly history: string[];
  readonly onKey: KeyHandler;
  /** True while prompt and line are on the screen. */
  readonly isShown: () => boolean;
}

/** More than anybody wants: what is kept is decided by the session. */
const mostHistory = 10_000;

/** node:readline with our own handler in front of every key. */
export class GatedReadline {
  readonly #readline: Interface & Hidden;
  readonly #edit: KeyHandler;
  readonly #output: NodeJS.WritableStream & { readonly columns?: number };
  readonly #onResize: () => void;
  /** Of `terminal width`: a program that drives the console wants its long lines echoed as they are. */
  width = 0;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, options: GatedReadlineOptions) {
    this.#output = output;
    const before = new Set(output.listeners('resize'));
    this.#readline = createInterface({
      input,
      output,
      terminal: true,
      history: options.history,
      historySize: mostHistory,
      removeHistoryDuplicates: true,
    }) as Interface & Hidden;
    if (typeof this.#readline._ttyWrite !== 'function') throw new Error('this Node has no readline gate');
    Object.defineProperty(this.#readline, 'columns', { get: () => this.#columns });
    this.#edit = this.#readline._ttyWrite.bind(this.#readline);
    this.#readline._ttyWrite = options.onKey;
    // readline draws its line whenever the window changes, also over the output of a command.
    const redraws = output.listeners('resize').filter((listener) => !before.has(listener)) as (() => void)[];
    for (const redraw of redraws) output.removeListener('resize', redraw);
    this.#onResize = () => {
      if (options.isShown()) for (const redraw of redraws) redraw();
    };
    output.on('resize', this.#onResize);
  }

  get #columns(): number {
    return Math.max(this.width, this.#output.columns || 80);
  }

  /** Lets readline edit its line with a key. */
  edit(text: string | undefined, key: Key): void {
    // While it takes a paste, readline does not note that the cursor has come to another row, and would draw from there.
    this.#readline.prevRows = this.#readline.getCursorPos().rows;
    this.#edit(text, key);
  }

  insert(text: string): void {
    this.edit(text, {});
  }

  get line(): string {
    return this.#readline.line;
  }

  get cursor(): number {
    return this.#readline.cursor;
  }

  /** Newest first; what is taken out is no longer recalled. */
  get history(): string[] {
    return this.#readline.history;
  }

  /**
   * Shows prompt and line anew below what was printed meanwhile; the cursor stays where it was in the line. What fits into
   * one row is written without escape sequences: programs that drive the console wait for exactly the prompt.
   */
  redraw(prompt: string): void {
    const { line, cursor } = this.#readline;
    this.#readline.setPrompt(prompt);
    this.#readline.prevRows = 0;
    const isSimple = cursor === line.length && widthOf(prompt + line) < this.#columns;
    if (isSimple) this.#output.write(`${prompt}${line}`);
    else this.#readline.prompt(true);
  }

  /** Draws over the line that is shown now. */
  redrawInPlace(prompt: string): void {
    this.#readline.setPrompt(prompt);
    this.#readline.prompt(true);
  }

  /** Takes prompt and line off the screen, to print something in their place. */
  erase(): void {
    const { rows } = this.#readline.getCursorPos();
    this.#output.write(`${'\u001b[A'.repeat(rows)}\r\u001b[J`);
    this.#readline.prevRows = 0;
  }

  setLine(line: string): void {
    this.#readline.line = line;
    this.#readline.cursor = line.length;
  }

  onLine(listener: (line: string) => void): void {
    this.#readline.on('line', listener);
  }

  onClose(listener: () => void): void {
    this.#readline.on('close', listener);
  }

  close(): void {
    this.#output.removeListener('resize', this.#onResize);
    this.#readline.close();
  }
}
