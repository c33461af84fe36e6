import type { SyncCount, SyncEvent, SyncProgress, SyncRunStatus, SyncTask } from '../../control/shapes.ts';
import type { FaultBody } from '../../error.ts';
import type { History } from '../../store/history.ts';
import { SyncRate } from './sync-rate.ts';

/** What a run is before its history gives it an id. */
type Body = Omit<SyncRunStatus, 'id'>;

/** One run of Sync History (D7): written as it goes, and followed by any number of viewers. */
export class SyncJournal {
  readonly id: number;
  readonly #history: History;
  readonly #viewers = new Set<(event: SyncEvent) => void>();
  readonly #past: SyncEvent[] = [];
  readonly #rate = new SyncRate();
  #progress: SyncProgress | null = null;
  #body: Body;

  constructor(history: History, host: string, trigger: 'schedule' | 'operator') {
    this.#history = history;
    this.#body = {
      host,
      trigger,
      started: new Date().toISOString(),
      completed: null,
      result: 'running',
      error: null,
      bytes: 0,
      totalBytes: 0,
      generation: null,
      counts: [],
      tasks: [],
    };
    this.id = history.addRun(this.#body);
  }

  /** Of the task that copies now. */
  get copying(): SyncProgress | null {
    return this.#progress;
  }

  get status(): SyncRunStatus {
    return { id: this.id, ...this.#body };
  }

  /** A task began or ended; the newest word on a name replaces the older one. */
  task(task: SyncTask): void {
    if (task.result !== 'running' && task.name === this.#progress?.task) this.#progress = null;
    const tasks = [...this.#body.tasks.filter(({ name }) => name !== task.name), task];
    this.#write({ tasks, bytes: tasks.reduce((sum, { bytes }) => sum + bytes, 0) });
    this.#tell({ type: 'task', task });
  }

  progress(task: string, bytes: number, totalBytes: number): void {
    const progress = this.#rate.at(Date.now(), task, bytes, totalBytes);
    this.#progress = progress;
    for (const viewer of this.#viewers) viewer({ type: 'progress', ...progress });
  }

  copied(copy: { generation: number; totalBytes: number; counts: readonly SyncCount[] }): void {
    this.#write(copy);
  }

  succeed(): void {
    this.#write({ result: 'success', completed: new Date().toISOString() });
    this.#tell({ type: 'done', run: this.status });
  }

  fail(result: 'failed' | 'interrupted' | 'skipped', fault: FaultBody): void {
    const now = new Date().toISOString();
    const tasks = this.#body.tasks.map((task) =>
      task.result === 'running' ? { ...task, result: 'failed' as const, completed: now, detail: fault.message } : task,
    );
    this.#write({ result, completed: now, error: fault.message, tasks });
    this.#tell({ type: 'fault', fault, run: this.status });
  }

  /** Everything so far, then everything to come, to the last event. */
  async *follow(): AsyncGenerator<SyncEvent> {
    const queue = [...this.#past];
    let wake = (): void => undefined;
    const viewer = (event: SyncEvent): void => {
      queue.push(event);
      wake();
    };
    this.#viewers.add(viewer);
    try {
      for (;;) {
        const event = queue.shift();
        if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield event;
        if (event?.type === 'done' || event?.type === 'fault') return;
      }
    } finally {
      this.#viewers.delete(viewer);
    }
  }

  #write(change: Partial<Body>): void {
    this.#body = { ...this.#body, ...change };
    try {
      this.#history.updateRun(this.id, this.#body.result, this.#body);
    } catch {
      // A history that cannot be written holds up no synchronization; the next word on it is written again.
    }
  }

  #tell(event: SyncEvent): void {
    this.#past.push(event);
    for (const viewer of this.#viewers) viewer(event);
  }
}
