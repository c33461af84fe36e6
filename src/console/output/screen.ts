import { takesEscapes } from './paint.ts';
import { PlainOutput } from '../../plain-output.ts';

type TerminalOutput = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** The terminal in front of the console: where it writes, and how much room there is. */
export class Screen {
  /** False where the terminal knows no escape sequences; then none is ever written (console 48). */
  readonly escapes: boolean;
  readonly output: NodeJS.WritableStream;
  readonly #terminal: TerminalOutput;

  constructor(terminal: TerminalOutput) {
    this.#terminal = terminal;
    this.escapes = takesEscapes(terminal);
    this.output = terminal;
    if (this.escapes) return;
    const plain = new PlainOutput();
    plain.pipe(terminal);
    this.output = plain;
  }

  /** A terminal that does not know its size, such as some serial lines, says 0 by 0. */
  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  readonly write = (text: string): void => {
    this.output.write(text);
  };

  print(lines: readonly string[]): void {
    if (lines.length > 0) this.output.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Calls back once when the window changes its size. Gives what takes that back. */
  onceResized(listener: () => void): () => void {
    this.#terminal.once('resize', listener);
    return () => this.#terminal.removeListener('resize', listener);
  }
}
