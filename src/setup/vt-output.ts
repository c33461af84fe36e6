import { Writable } from 'node:stream';
import { usualColumns } from './wrap.ts';

/** To a column of this line, as readline and inquirer say it. */
const toColumn = new RegExp(String.raw`\u001b\[(\d*)G`, 'g');

/** To a column as every terminal since the VT100 knows it: back to the line's start, and from there to the right. */
const fromStart = (_sequence: string, column: string): string => {
  const steps = Number(column || '1') - 1;
  return steps < 1 ? '\r' : `\r\u001b[${steps}C`;
};

/**
 * The terminal as the prompts may use it: a serial console is a VT220, which knows no way to a column but step by step,
 * and says nothing of its size. It stays open when a prompt ends.
 */
export class VtOutput extends Writable {
  readonly isTTY = true;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    super({ decodeStrings: false, defaultEncoding: 'utf8' });
    this.#stream = stream;
  }

  get columns(): number {
    return this.#stream.columns || usualColumns;
  }

  get rows(): number {
    return this.#stream.rows || 24;
  }

  override _write(chunk: Buffer | string, _encoding: string, done: (error?: Error | null) => void): void {
    this.#stream.write(chunk.toString('utf8').replace(toColumn, fromStart), done);
  }

  override end(): this {
    return this;
  }
}
