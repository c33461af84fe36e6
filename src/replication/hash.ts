import { createHash, type Hash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { stopIfAborted } from './stop.ts';

const chunkBytes = 1024 * 1024;

const readInto = async (hash: Hash, handle: FileHandle, signal: AbortSignal | undefined): Promise<void> => {
  const { size } = await handle.stat();
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(4096, size + 1)));
  for (;;) {
    stopIfAborted(signal);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return;
    hash.update(buffer.subarray(0, bytesRead));
  }
};

/** sha256 of a file's content as hex. Never follows a link that took the file's place, never waits on a pipe. */
export const hashFile = async (path: string | Buffer, signal?: AbortSignal): Promise<string> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const hash = createHash('sha256');
    await readInto(hash, handle, signal);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
};

/** What changes whenever a file's content does. */
const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;

/** A change this soon after another can leave the time stamps as they are: such a digest is not kept. */
const settledAfterMs = 2000;
const keptDigests = 2_000_000;

/** Digests of files by identity, so that files that did not change are not read again. */
export class HashCache {
  readonly #digests = new Map<string, string>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  find(stats: BigIntStats): string | undefined {
    return this.#digests.get(identityOf(stats));
  }

  /** Keeps the digest of a file whose stats were the same before and after it was read. */
  keep(stats: BigIntStats, sha256: string): void {
    if (this.#nowMs() - Number(stats.ctimeMs) < settledAfterMs) return;
    if (this.#digests.size >= keptDigests) this.#digests.clear();
    this.#digests.set(identityOf(stats), sha256);
  }
}
