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

/** An event as it is written down: with what was known when it was decided (H7). */
export type NewEvent = Omit<EventRecord, 'id'> & { readonly seen: readonly string[] };

/** One synchronization, with its tasks and counts as the control API shows them (D7); `body` is that JSON. */
export interface RunRecord {
  readonly id: number;
  readonly result: string;
  readonly body: string;
}

/** What somebody did, tried or looked at; each of the three is kept by its own number, so that none pushes out another. */
export type AuditKind = 'command' | 'attempt' | 'look';

/** One line of the audit as the control API shows it; `body` is that JSON. */
export interface AuditRecord {
  readonly id: number;
  readonly kind: AuditKind;
  readonly body: string;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 100;
  CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, epoch INTEGER NOT NULL,
    row TEXT, "from" TEXT NOT NULL, "to" TEXT NOT NULL, sentence TEXT NOT NULL, seen TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY AUTOINCREMENT, result TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS audit_kind ON audit (kind, id);
`;

const keptEvents = 10_000;
const keptRuns = 1000;
const keptWaiting = 1000;
const keptAudit: Readonly<Record<AuditKind, number>> = { command: 10_000, attempt: 1000, look: 1000 };

const eventColumns = 'id, at, epoch, row, "from", "to", sentence';

/** A history that an earlier release began. */
const addMissingColumns = (db: DatabaseSync): void => {
  const columns = db
    .prepare('PRAGMA table_info(event)')
    .all()
    .map(({ name }) => name);
  if (!columns.includes('seen')) db.exec('ALTER TABLE event ADD COLUMN seen TEXT');
};

const open = (path: string): DatabaseSync => {
  // SQLite gives its own files the permissions of this one.
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path);
  try {
    db.exec(schema);
    addMissingColumns(db);
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
  #waiting: NewEvent[] = [];
  #auditWaiting: Omit<AuditRecord, 'id'>[] = [];

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
  addEvent(event: NewEvent): boolean {
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
    return this.#select('ORDER BY id DESC LIMIT ?', limit);
  }

  /** Events with ids from one to another, both included, oldest first. */
  eventsBetween(first: number, last: number): EventRecord[] {
    return this.#select('WHERE id BETWEEN ? AND ? ORDER BY id', first, last);
  }

  /** The newest event that one of these rows decided, or undefined. */
  newestBy(rows: readonly string[]): EventRecord | undefined {
    const places = rows.map(() => '?').join(', ');
    return this.#select(`WHERE row IN (${places}) ORDER BY id DESC LIMIT 1`, ...rows)[0];
  }

  /** What was known when an event was decided; empty where an earlier release did not write it down. */
  seenAt(id: number): readonly string[] {
    const found = this.#db.prepare('SELECT seen FROM event WHERE id = ?').get(id) as
      { seen: string | null } | undefined;
    return found?.seen == null ? [] : (JSON.parse(found.seen) as string[]);
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

  /**
   * Writes lines of the audit together, or keeps them in memory for the next time.
   *
   * @returns false while they cannot be written
   */
  addAudit(lines: readonly Omit<AuditRecord, 'id'>[]): boolean {
    this.#auditWaiting = [...this.#auditWaiting, ...lines].slice(-keptWaiting);
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        this.#insertAudit(this.#auditWaiting);
        this.#db.exec('COMMIT');
      } catch (error) {
        this.#db.exec('ROLLBACK');
        throw error;
      }
      this.#auditWaiting = [];
      return true;
    } catch {
      return false;
    }
  }

  /** Newest first. */
  audit(limit: number): AuditRecord[] {
    return this.#db.prepare('SELECT * FROM audit ORDER BY id DESC LIMIT ?').all(limit) as unknown as AuditRecord[];
  }

  /** Newest first. */
  runs(limit: number): RunRecord[] {
    return this.#db.prepare('SELECT * FROM run ORDER BY id DESC LIMIT ?').all(limit) as unknown as RunRecord[];
  }

  close(): void {
    this.#db.close();
  }

  #insertAudit(lines: readonly Omit<AuditRecord, 'id'>[]): void {
    const insert = this.#db.prepare('INSERT INTO audit (kind, body) VALUES (?, ?)');
    for (const { kind, body } of lines) insert.run(kind, body);
    const forget = this.#db.prepare(
      'DELETE FROM audit WHERE kind = ? AND id <= (SELECT id FROM audit WHERE kind = ? ORDER BY id DESC LIMIT 1 OFFSET ?)',
    );
    for (const kind of new Set(lines.map((line) => line.kind))) forget.run(kind, kind, keptAudit[kind]);
  }

  #select(which: string, ...values: readonly (string | number)[]): EventRecord[] {
    const statement = this.#db.prepare(`SELECT ${eventColumns} FROM event ${which}`);
    return statement.all(...values) as unknown as EventRecord[];
  }

  #insert({ at, epoch, row, from, to, sentence, seen }: NewEvent): void {
    this.#db
      .prepare('INSERT INTO event (at, epoch, row, "from", "to", sentence, seen) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(at, epoch, row, from, to, sentence, JSON.stringify(seen));
    this.#db.prepare('DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?').run(keptEvents);
  }
}
