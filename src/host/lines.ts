import { StringDecoder } from 'node:string_decoder';

/** Puts the chunks of a stream together to lines. */
export class Lines {
  readonly #maxLength: number;
  readonly #onLine: (line: string | undefined) => void;
  readonly #decoder = new StringDecoder('utf8');
  #begun = '';

  /** @param onLine told each line without its end; undefined when one is longer than `maxLength`: no other follows */
  constructor(maxLength: number, onLine: (line: string | undefined) => void) {
    this.#maxLength = maxLength;
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const parts = (this.#begun + this.#decoder.write(chunk)).split('\n');
    this.#begun = parts.pop() ?? '';
    for (const line of parts) this.#onLine(line.length > this.#maxLength ? undefined : line);
    if (this.#begun.length > this.#maxLength) this.#onLine(undefined);
  }
}
