import { backup, DatabaseSync } from 'node:sqlite';
import { databaseUrl } from './database-url.ts';
import { stopIfAborted, stopped } from './stop.ts';

const busyMs = 10_000;
const pagesAStep = 2000;
/** How often a copy may start anew because of a write before it is made in one go. */
const mostRestarts = 5;

class Restarted extends Error {}

const copyPages = async (
  db: DatabaseSync,
  into: string,
  signal: AbortSignal | undefined,
  restarts: number,
): Promise<void> => {
  let left = Number.POSITIVE_INFINITY;
  let seen = 0;
  await backup(db, into, {
    rate: pagesAStep,
    progress: ({ remainingPages }) => {
      stopIfAborted(signal);
      if (remainingPages > left && ++seen > restarts) throw new Restarted();
      left = remainingPages;
    },
  });
};

/** Copies while one reader's view is held: it cannot start anew. */
const copyHeld = async (db: DatabaseSync, into: string, signal: AbortSignal | undefined): Promise<void> => {
  db.exec('BEGIN');
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    await copyPages(db, into, signal, Number.POSITIVE_INFINITY);
  } finally {
    db.exec('ROLLBACK');
  }
};

const copyInSteps = async (db: DatabaseSync, into: string, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await copyPages(db, into, signal, mostRestarts);
  } catch (error) {
    if (!(error instanceof Restarted)) throw error;
    await copyHeld(db, into, signal);
  }
};

/**
 * Copies a live database as of one instant, while the application writes to it. With a WAL a reader's view is held for the
 * whole copy and no writer waits. Without one, writers wait a step at a time, and a write makes the copy start anew; when
 * that happens too often, they wait once for all of it.
 *
 * The connection may write, because only such a one can roll back what a crashed application left; it changes nothing else.
 */
export const backUp = async (path: string, into: string, signal: AbortSignal | undefined): Promise<void> => {
  stopIfAborted(signal);
  const db = new DatabaseSync(databaseUrl(path, 'live'), { timeout: busyMs });
  try {
    db.exec('PRAGMA query_only = ON');
    const isWal = db.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal';
    await (isWal ? copyHeld(db, into, signal) : copyInSteps(db, into, signal));
  } catch (error) {
    if (signal?.aborted === true) throw stopped(signal);
    throw error;
  } finally {
    db.close();
  }
};
