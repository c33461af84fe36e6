import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from '../error.ts';

const defaults = { maxBytes: 10 * 1024 * 1024, predecessors: 1, reopenAfterMs: 5000 } as const;

export interface LogLimits {
  readonly maxBytes?: number;
  /** How many full files are kept: `PATH.1` is the newest of them. */
  readonly predecessors?: number;
  /** How long a file that could not be written is left alone. */
  readonly reopenAfterMs?: number;
}

const unlessMissing = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error;
};

/**
 * What a service prints or the worker logs, in a file of bounded size with a few predecessors. Text that cannot be written
 * is lost: a full disk holds up neither the service nor the worker. The file is opened again later and says how much it
 * missed.
 */
export class ServiceLog {
  readonly #path: string;
  readonly #limits: Required<LogLimits>;
  #file: { readonly handle: FileHandle; size: number } | undefined;
  #reopenAtMs = 0;
  #lost = { bytes: 0, reason: '' };
  #line: Promise<void> = Promise.resolve();

  constructor(path: string, limits: LogLimits = {}) {
    this.#path = path;
    this.#limits = { ...defaults, ...limits };
  }

  /** Reads a stream to its end, whatever becomes of the text. */
  async drain(stream: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const chunk of stream) await this.write(chunk as Uint8Array);
    } catch {
      // A pipe that breaks has nothing more to say; the end of the service is noticed by its exit.
    }
  }

  /** Appends, in the order of the calls. Never fails: what cannot be written is lost. */
  write(text: Uint8Array): Promise<void> {
    this.#line = this.#line.then(() => this.#append(text));
    return this.#line;
  }

  /** Closes the file after everything that was written before. */
  close(): Promise<void> {
    this.#line = this.#line.then(() => this.#shut());
    return this.#line;
  }

  async #append(text: Uint8Array): Promise<void> {
    try {
      if (this.#file === undefined && performance.now() < this.#reopenAtMs) throw new Error(this.#lost.reason);
      await this.#makeRoom(text.length);
      await this.#sayLoss();
      await this.#put(text);
    } catch (error) {
      this.#lost = { bytes: this.#lost.bytes + text.length, reason: reasonOf(error) };
      if (this.#file !== undefined || performance.now() >= this.#reopenAtMs)
        this.#reopenAtMs = performance.now() + this.#limits.reopenAfterMs;
      await this.#shut();
    }
  }

  async #makeRoom(bytes: number): Promise<void> {
    const { size } = await this.#opened();
    if (size === 0 || size + bytes <= this.#limits.maxBytes) return;
    await this.#shut();
    for (let older = this.#limits.predecessors - 1; older >= 1; older--)
      await rename(`${this.#path}.${older}`, `${this.#path}.${older + 1}`).catch(unlessMissing);
    await rename(this.#path, `${this.#path}.1`);
  }

  async #sayLoss(): Promise<void> {
    const { bytes, reason } = this.#lost;
    if (bytes === 0) return;
    await this.#put(Buffer.from(`[${bytes} bytes were lost: ${reason}]\n`));
    this.#lost = { bytes: 0, reason: '' };
  }

  async #put(text: Uint8Array): Promise<void> {
    const file = await this.#opened();
    await file.handle.appendFile(text);
    file.size += text.length;
  }

  async #opened(): Promise<{ readonly handle: FileHandle; size: number }> {
    if (this.#file !== undefined) return this.#file;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const handle = await open(this.#path, 'a', 0o600);
    this.#file = { handle, size: 0 };
    this.#file.size = (await handle.stat()).size;
    return this.#file;
  }

  async #shut(): Promise<void> {
    const handle = this.#file?.handle;
    this.#file = undefined;
    await handle?.close().catch(() => undefined);
  }
}
