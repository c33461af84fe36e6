import { closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface EventRecord {
  readonly id: number;
  readonly at: string;
  readonly epoch: number;
  readonly row: string | null;
  readonly from: string;
  readonly to: string;
  readonly sentence: string;
}

/** One synchronization, with its tasks and counts as the control API shows them (D7); `body` is that JSON. */
export interface RunRecord {
  readonly id: number;
  readonly result: string;
  readonly body: string;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 100;
  CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, epoch INTEGER NOT NULL,
    row TEXT, "from" TEXT NOT NULL, "to" TEXT NOT NULL, sentence TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY AUTOINCREMENT, result TEXT NOT NULL, body TEXT NOT NULL) STRICT;
`;

const keptEvents = 10_000;
const keptRuns = 1000;
const keptWaiting = 1000;

const open = (path: string): DatabaseSync => {
  // SQLite gives its own files the permissions of this one.
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path);
  try {
    db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const isDamage = (error: unknown): boolean => {
  const { errcode } = error as { errcode?: number };
  return errcode === 11 || errcode === 26;
};

/** What happened, kept in SQLite: transitions with the id of their row, and synchronizations. */
export class History {
  readonly #db: DatabaseSync;
  /** Events that could not be written yet, oldest first. */
  #waiting: Omit<EventRecord, 'id'>[] = [];

  /** @param onDamaged told where a history that could not be read was set aside; a new one is begun */
  constructor(path: string, onDamaged: (aside: string) => void = () => undefined) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    try {
      this.#db = open(path);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
      for (const end of ['', '-wal', '-shm']) {
        try {
          renameSync(`${path}${end}`, `${aside}${end}`);
        } catch {
          // Not every history has one.
        }
      }
      this.#db = open(path);
      onDamaged(aside);
    }
  }

  /**
   * Writes an event, or keeps it in memory for the next time: a history that cannot be written holds up nobody.
   *
   * @returns false while it cannot be written
   */
  addEvent(event: Omit<EventRecord, 'id'>): boolean {
    this.#waiting = [...this.#waiting, event].slice(-keptWaiting);
    try {
      while (this.#waiting[0] !== undefined) {
        this.#insert(this.#waiting[0]);
        this.#waiting.shift();
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Newest first. */
  events(limit: number): EventRecord[] {
    return this.#db.prepare('SELECT * FROM event ORDER BY id DESC LIMIT ?').all(limit) as unknown as EventRecord[];
  }

  /** Opens a run and gives its id. */
  addRun(body: object): number {
    const { lastInsertRowid } = this.#db
      .prepare("INSERT INTO run (result, body) VALUES ('running', ?)")
      .run(JSON.stringify(body));
    this.#db.prepare('DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - ?').run(keptRuns);
    return Number(lastInsertRowid);
  }

  updateRun(id: number, result: string, body: object): void {
    this.#db.prepare('UPDATE run SET result = ?, body = ? WHERE id = ?').run(result, JSON.stringify(body), id);
  }

  /** Newest first. */
  runs(limit: number): RunRecord[] {
    return this.#db.prepare('SELECT * FROM run ORDER BY id DESC LIMIT ?').all(limit) as unknown as RunRecord[];
  }

  close(): void {
    this.#db.close();
  }

  #insert(event: Omit<EventRecord, 'id'>): void {
    this.#db
      .prepare('INSERT INTO event (at, epoch, row, "from", "to", sentence) VALUES (?, ?, ?, ?, ?, ?)')
      .run(event.at, event.epoch, event.row, event.from, event.to, event.sentence);
    this.#db.prepare('DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?').run(keptEvents);
  }
}
