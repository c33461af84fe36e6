import { fstatSync, writeSync } from 'node:fs';
import { reasonOf } from '../../error.ts';

const streamNames = { 1: 'stdout', 2: 'stderr' } as const;

/** `/dev/null`, where much of what scripts do not want goes. */
const nullDevice = 0x103;

/** True where a descriptor is a terminal. Asked so that `process.stdin` and its like are not made for it: that takes long. */
export const isTerminal = (descriptor: 0 | 1 | 2): boolean => {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice() || status.rdev === nullDevice) return false;
    return process.getBuiltinModule('node:tty').isatty(descriptor);
  } catch {
    // Closed.
    return false;
  }
};

/** A reader that has seen enough (`| head -1`) is no failure (console 49); a full disk is one. */
const endFor = (error: NodeJS.ErrnoException): never => {
  if (error.code === 'EPIPE') process.exit(0);
  try {
    writeSync(2, `% The output cannot be written: ${reasonOf(error)}\n`);
  } catch {
    // Nobody reads this either.
  }
  return process.exit(1);
};

/** Standard output or standard error. Node's own stream is made only for a terminal, and where a pipe makes us wait. */
class StandardStream {
  readonly #descriptor: 1 | 2;
  #waits = false;

  constructor(descriptor: 1 | 2) {
    this.#descriptor = descriptor;
  }

  get isTTY(): boolean {
    return isTerminal(this.#descriptor);
  }

  /** Of the terminal. */
  get columns(): number {
    return this.isTTY ? this.#stream.columns : 0;
  }

  write(text: string): void {
    if (this.isTTY || this.#waits) {
      this.#stream.write(text);
      return;
    }
    let bytes: Buffer = Buffer.from(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.#descriptor, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') endFor(error as NodeJS.ErrnoException);
      this.#waits = true;
      this.#stream.write(bytes);
    }
  }

  /** Resolves when everything has gone to a reader who made us wait. */
  written(): Promise<void> {
    return this.#waits ? new Promise((resolve) => this.#stream.write('', () => resolve())) : Promise.resolve();
  }

  /** Node's own stream, which ends the program as this one does. */
  get #stream(): NodeJS.WriteStream {
    const stream = process[streamNames[this.#descriptor]];
    if (!stream.listeners('error').includes(endFor)) stream.on('error', endFor);
    return stream;
  }

  /** For whoever writes to Node's own stream. */
  watch(): NodeJS.WriteStream {
    return this.#stream;
  }
}

export const standardOutput = new StandardStream(1);
export const standardError = new StandardStream(2);
