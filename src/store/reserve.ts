import { mkdirSync, openSync, closeSync, rmSync, statSync, writeSync, fsyncSync } from 'node:fs';
import { dirname } from 'node:path';

const reserveBytes = 1024 * 1024;

const isWhole = (path: string): boolean => {
  try {
    return statSync(path).size === reserveBytes;
  } catch {
    return false;
  }
};

/** Space put aside for the few writes that a server must not fail in: on a full disk it is given up for them. */
export class Reserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Puts the space aside; where there is none, nothing is left behind. */
  keep(): void {
    if (isWhole(this.#path)) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o755 });
      const file = openSync(this.#path, 'w', 0o600);
      try {
        // Written, not only allocated: a hole would be no space.
        writeSync(file, Buffer.alloc(reserveBytes, 1));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      if (!isWhole(this.#path)) this.release();
    } catch {
      this.release();
    }
  }

  /** True when there was something to give up. */
  release(): boolean {
    const had = isWhole(this.#path);
    rmSync(this.#path, { force: true });
    return had;
  }
}
