import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface NewDevice {
  readonly vendor: string;
  readonly product: string;
  readonly name: string;
}

export interface Device extends NewDevice {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly registered_at: string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS devices (
    id INTEGER PRIMARY KEY,
    vendor TEXT NOT NULL,
    product TEXT NOT NULL,
    name TEXT NOT NULL,
    registered_at TEXT NOT NULL
  ) STRICT`;

/** The devices, in an SQLite database. What a method has returned from is on the disk: `synchronous=FULL`. */
export class Registry {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000');
    this.#database.exec(schema);
  }

  get count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS n FROM devices').get()?.['n']);
  }

  /** At most `limit` devices with an id above `after`, by id. */
  list(limit: number, after: number): Device[] {
    const rows = this.#database.prepare('SELECT * FROM devices WHERE id > ? ORDER BY id LIMIT ?').all(after, limit);
    return rows as unknown as Device[];
  }

  /** The ids of the new devices: all of them are there, or none. */
  add(devices: readonly NewDevice[]): number[] {
    const insert = this.#database.prepare(
      'INSERT INTO devices (vendor, product, name, registered_at) VALUES (?, ?, ?, ?)',
    );
    const at = new Date().toISOString();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const ids = devices.map(({ vendor, product, name }) =>
        Number(insert.run(vendor, product, name, at).lastInsertRowid),
      );
      this.#database.exec('COMMIT');
      return ids;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** False when there was none with this id. */
  remove(id: number): boolean {
    return this.#database.prepare('DELETE FROM devices WHERE id = ?').run(id).changes === 1;
  }

  close(): void {
    this.#database.close();
  }
}
