import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { openCopy, quoted, tablesIn } from './database-check.ts';
import { databaseUrl } from './database-url.ts';

const examples = 3;
const longestValue = 40;

const printed = (value: SQLOutputValue): string => {
  const text = value instanceof Uint8Array ? `${value.byteLength} bytes` : String(value ?? 'NULL');
  const clean = text.replace(/\p{Cc}/gu, '?');
  return clean.length > longestValue ? `${clean.slice(0, longestValue)}…` : clean;
};

const columnsOf = (db: DatabaseSync, schema: string, table: string): string[] =>
  db
    .prepare('SELECT name FROM pragma_table_info(?, ?)')
    .all(table, schema)
    .map((row) => String(row['name']));

const plural = (n: number, of: string): string => `${n} ${n === 1 ? 'row' : 'rows'} of ${of}`;

const rowsOnlyHere = (db: DatabaseSync, table: string, isInBoth: boolean): string[] => {
  const columns = columnsOf(db, 'main', table);
  const there = isInBoth ? columnsOf(db, 'other', table) : [];
  const extra = isInBoth ? columns.filter((name) => !there.includes(name)) : [];
  const list = columns
    .filter((name) => !extra.includes(name))
    .map(quoted)
    .join(', ');
  const here = `SELECT ${list} FROM main.${quoted(table)}`;
  const query = isInBoth ? `${here} EXCEPT SELECT ${list} FROM other.${quoted(table)}` : here;
  const n = Number(db.prepare(`SELECT count(*) AS n FROM (${query})`).get()?.['n']);
  const sentences = extra.length === 0 ? [] : [`table ${table} has columns only here: ${extra.join(', ')}`];
  if (n === 0) return isInBoth ? sentences : [`table ${table} is only here, empty`];
  const rows = db.prepare(`SELECT * FROM (${query}) LIMIT ${examples}`).all();
  const some = rows.map((row) => `(${Object.values(row).map(printed).join(', ')})`).join(', ');
  return [...sentences, `${plural(n, table)} only here: ${some}${n > rows.length ? ', …' : ''}`];
};

/**
 * What one database holds and another does not, each a sentence with up to three examples. A row that was changed counts
 * as a row only here. Both files stay as they are.
 */
export const compareDatabases = (path: string, other: string): string[] => {
  const db = openCopy(path);
  try {
    db.prepare('ATTACH ? AS other').run(databaseUrl(other, 'immutable').href);
    const there = new Set(tablesIn(db, 'other'));
    return tablesIn(db).flatMap((table) => {
      try {
        return rowsOnlyHere(db, table, there.has(table));
      } catch (error) {
        return [`table ${table} could not be compared: ${(error as Error).message}`];
      }
    });
  } finally {
    db.close();
  }
};
