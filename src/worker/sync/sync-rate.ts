import type { SyncProgress } from '../../control/shapes.ts';

/** The rate is that of the last seconds: a link that has become slow is seen to be. */
const windowMs = 10_000;
/** Less is too short to tell a rate from. */
const shortestMs = 500;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** How fast the running task goes, and how long it will. */
export class SyncRate {
  #task = '';
  #samples: Sample[] = [];

  /** Takes the bytes a task has copied so far. */
  at(atMs: number, task: string, bytes: number, totalBytes: number): SyncProgress {
    const last = this.#samples.at(-1);
    if (task !== this.#task || (last !== undefined && bytes < last.bytes)) this.#samples = [];
    this.#task = task;
    // The sample that is just too old stays: the window is never shorter than it says.
    const young = this.#samples.findIndex((sample) => atMs - sample.atMs <= windowMs);
    this.#samples = [...this.#samples.slice(Math.max(0, young - 1)), { atMs, bytes }];
    const bytesPerSecond = this.#rate();
    const canTell = bytesPerSecond !== null && bytesPerSecond > 0 && totalBytes > 0;
    const remainingMs = canTell ? Math.round((1000 * Math.max(0, totalBytes - bytes)) / bytesPerSecond) : null;
    return { task, bytes, totalBytes, bytesPerSecond, remainingMs };
  }

  #rate(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < shortestMs) return null;
    return Math.round((1000 * (last.bytes - first.bytes)) / (last.atMs - first.atMs));
  }
}
