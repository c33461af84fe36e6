import { reasonOf } from '../error.ts';

/** One step of a sync, as Sync History shows it (D7). Reported when it starts and again when it ends. */
export interface SyncTask {
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly started: string;
  readonly completed: string | null;
  readonly result: 'running' | 'success' | 'failed';
  /** Bytes that travelled over the link. */
  readonly bytes: number;
  readonly detail: string;
}

type OnProgress = (progress: { readonly task: string; readonly bytes: number; readonly totalBytes: number }) => void;

/** What a step reports while it goes on. */
export interface Step {
  readonly travelled: (bytes: number) => void;
  readonly progress: (bytes: number) => void;
  readonly detail: (sentence: string) => void;
}

/** Runs the steps of a sync one after another and reports each. */
export class SyncTasks {
  readonly #onTask: (task: SyncTask) => void;
  readonly #onProgress: OnProgress;
  #bytes = 0;

  constructor(onTask: ((task: SyncTask) => void) | undefined, onProgress: OnProgress | undefined) {
    this.#onTask = onTask ?? (() => undefined);
    this.#onProgress = onProgress ?? (() => undefined);
  }

  /** Bytes that travelled over the link in all steps so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async run<T>(name: string, totalBytes: number, work: (step: Step) => Promise<T>): Promise<T> {
    const started = new Date().toISOString();
    let bytes = 0;
    let detail = '';
    const report = (result: SyncTask['result'], said: string): void => {
      const completed = result === 'running' ? null : new Date().toISOString();
      this.#onTask({ name, started, completed, result, bytes, detail: said });
    };
    report('running', '');
    try {
      const result = await work({
        travelled: (more) => {
          bytes += more;
          this.#bytes += more;
        },
        progress: (done) => this.#onProgress({ task: name, bytes: Math.min(done, totalBytes), totalBytes }),
        detail: (sentence) => (detail = sentence),
      });
      report('success', detail);
      return result;
    } catch (error) {
      report('failed', reasonOf(error));
      throw error;
    }
  }
}
