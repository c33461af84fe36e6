/** First protocol in which what the receiver sends is always framed as it is read here (rsync 3.1). */
const oldestProtocol = 31;
const frameBase = 7;
const maxFrames = 16;

type Expected = 'version' | 'checksums' | 'filters' | 'rest';

/**
 * Reads along with the first bytes that a receiving rsync sends, up to the end of its list of filter rules, which must
 * be empty. A rule can tell the sender to read further rules from any file it names, and a file that holds none comes
 * back line by line in the complaint: so rules never reach our rsync.
 *
 * The stream: protocol version (4 bytes), names of checksums (length, text), then frames (tag and length in 4 bytes)
 * whose data begins with the rules: each its length in 4 bytes and its text, a zero closes the list.
 */
export class OpeningCheck {
  #expected: Expected = 'version';
  #held: Buffer = Buffer.alloc(0);

  /**
   * The bytes that may go on to our rsync by now.
   *
   * @throws Error when the peer's rsync wants something that we do not do
   */
  push(chunk: Buffer): Buffer {
    if (this.#expected === 'rest') return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    const passed: Buffer[] = [];
    for (let length = this.#passable(); length > 0; length = this.#passable()) {
      passed.push(this.#held.subarray(0, length));
      this.#held = this.#held.subarray(length);
    }
    return Buffer.concat(passed);
  }

  /** How many of the held bytes are known to be good; 0 when more have to come first. */
  #passable(): number {
    switch (this.#expected) {
      case 'version':
        return this.#version();
      case 'checksums':
        return this.#checksums();
      case 'filters':
        return this.#filters();
      case 'rest':
        return this.#held.length;
    }
  }

  #version(): number {
    if (this.#held.length < 4) return 0;
    if (this.#held.readUInt32LE(0) < oldestProtocol)
      throw new Error('the rsync of the peer is too old: 3.2 or later is needed');
    this.#expected = 'checksums';
    return 4;
  }

  #checksums(): number {
    const [first, second] = this.#held;
    if (first === undefined || (first >= 0x80 && second === undefined)) return 0;
    const length = first < 0x80 ? 1 + first : 2 + (first - 0x80) * 256 + (second ?? 0);
    if (length > 512) throw new Error('the list of checksums is too long');
    if (this.#held.length < length) return 0;
    this.#expected = 'filters';
    return length;
  }

  #filters(): number {
    const data: Buffer[] = [];
    let bytes = 0;
    let at = 0;
    for (let frames = 0; bytes < 4; frames += 1) {
      if (frames === maxFrames) throw new Error('the transfer opens in too many pieces');
      if (this.#held.length < at + 4) return 0;
      const head = this.#held.readUInt32LE(at);
      if (head >>> 24 !== frameBase) throw new Error('the transfer opens with a message instead of its filter rules');
      const end = at + 4 + (head & 0xff_ffff);
      const part = this.#held.subarray(at + 4, end);
      data.push(part);
      bytes += part.length;
      if (this.#held.length < end && bytes < 4) return 0;
      at = end;
    }
    if (Buffer.concat(data).readUInt32LE(0) !== 0) throw new Error('filter rules are not accepted');
    this.#expected = 'rest';
    return this.#held.length;
  }
}
