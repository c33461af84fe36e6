/** Cuts a stream of bytes into lines of at most `maxBytes` bytes each. */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that the chunk completes, without their line feeds. The chunk may not be changed afterwards.
   *
   * @throws Error when a line is longer than allowed; nothing after it can be trusted to be one
   */
  *push(chunk: Buffer): Generator<string, void> {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, at));
      from = at + 1;
      const line = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      this.#bytes = 0;
      yield line;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes >= this.#maxBytes) throw new Error(`a line is longer than ${this.#maxBytes} bytes`);
    this.#parts.push(part);
  }
}
