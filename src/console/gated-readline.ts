import { createInterface, type Interface } from 'node:readline';
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

/** node:readline with our own handler in front of every key. */
export class GatedReadline {
  readonly #readline: Interface & Hidden;
  readonly #edit: KeyHandler;

  /** @param history newest first */
  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, history: string[], onKey: KeyHandler) {
    this.#readline = createInterface({
      input,
      output,
      terminal: true,
      history,
      historySize: 256,
      removeHistoryDuplicates: true,
    }) as Interface & Hidden;
    if (typeof this.#readline._ttyWrite !== 'function') throw new Error('this Node has no readline gate');
    this.#edit = this.#readline._ttyWrite.bind(this.#readline);
    this.#readline._ttyWrite = onKey;
  }

  /** Lets readline edit its line with a key. */
  edit(text: string | undefined, key: Key): void {
    this.#edit(text, key);
  }

  insert(text: string): void {
    this.#edit(text, {});
  }

  get line(): string {
    return this.#readline.line;
  }

  get cursor(): number {
    return this.#readline.cursor;
  }

  get history(): string[] {
    return this.#readline.history;
  }

  /** Shows prompt and line anew below what was printed meanwhile; the cursor stays where it was in the line. */
  redraw(prompt: string): void {
    this.#readline.setPrompt(prompt);
    this.#readline.prevRows = 0;
    this.#readline.prompt(true);
  }

  /** Draws over the line that is shown now. */
  redrawInPlace(prompt: string): void {
    this.#readline.setPrompt(prompt);
    this.#readline.prompt(true);
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
    this.#readline.close();
  }
}
