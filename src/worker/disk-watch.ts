import { statfs } from 'node:fs/promises';
import { reasonOf } from '../error.ts';

const lookEveryMs = 5000;
/** Enough for the state, the history and a few log lines; the reserve comes on top. */
const leastBytes = 2 * 1024 * 1024;

/** Whether this server can still write down what it decides: a full disk is known before it is met. */
export class DiskWatch {
  readonly #folder: string;
  readonly #onChange: (fault: string | null) => void;
  #timer: NodeJS.Timeout | undefined;
  #fault: string | null = null;

  constructor(folder: string, onChange: (fault: string | null) => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  /** A sentence, or null while there is room. */
  get fault(): string | null {
    return this.#fault;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const fault = await statfs(this.#folder).then(
      ({ bavail, bsize }) =>
        bavail * bsize < leastBytes ? `The disk of ${this.#folder} is full: free space on it.` : null,
      (error: unknown) => `${this.#folder} cannot be looked at: ${reasonOf(error)}.`,
    );
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#onChange(fault);
  }
}
