import { DatabaseSync } from 'node:sqlite';
import { databaseUrl } from './database-url.ts';

/** An SQL identifier. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const busyMs = 10_000;

/** A copy that nobody writes. What its schema calls for is not trusted: it may come from the peer. */
export const openCopy = (path: string): DatabaseSync => {
  const db = new DatabaseSync(databaseUrl(path, 'immutable'), { readOnly: true });
  db.exec('PRAGMA trusted_schema = OFF');
  return db;
};

/** The ordinary tables by name, without SQLite's own. */
export const tablesIn = (db: DatabaseSync, schema = 'main'): string[] =>
  db
    .prepare(
      `SELECT name FROM ${quoted(schema)}.sqlite_schema
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
    )
    .all()
    .map((row) => String(row['name']));

const rowsOf = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${quoted(table)}`).get()?.['n']);

const faultsShown = 5;

/** Sentences on what is wrong with the file, and the rows of a table or of all tables. */
export const checkDatabase = ({
  path,
  table,
  thorough,
}: {
  readonly path: string;
  readonly table: string | null;
  readonly thorough: boolean;
}): { faults: string[]; rows: number } => {
  const db = openCopy(path);
  try {
    const tables = tablesIn(db);
    if (table !== null && !tables.includes(table)) throw new Error(`there is no table "${table}"`);
    const said = thorough ? db.prepare(`PRAGMA integrity_check(${faultsShown})`).all() : [];
    const faults = said.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok');
    const counted = table === null ? tables : [table];
    return { faults, rows: counted.reduce((sum, name) => sum + rowsOf(db, name), 0) };
  } finally {
    db.close();
  }
};

/** Rolls back what a crash left undone and brings the WAL into the database, so that the file alone is the database. */
export const settleDatabase = (path: string): null => {
  const db = new DatabaseSync(databaseUrl(path, 'live'), { timeout: busyMs });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return null;
  } finally {
    db.close();
  }
};
