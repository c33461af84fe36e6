import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { answerLimitMs, askDatabase } from '../../../src/replication/database.ts';
import { never } from '../../support/replica.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await newFolder();
  path = join(folder, 'registry.sqlite');
});
afterEach(() => removeFolder(folder));

const make = (sql: string): void => {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
};
const check = { ask: 'check', table: null, thorough: true } as const;

/** A database that is never read to its end: a pipe that nobody writes to. */
const makeEndless = (): Promise<unknown> => execa('mkfifo', [path]);

const hostile = 'evil\u001b]0;title\u0007\u009b\u202e\nname';

test('its sentences have no control characters, whatever its tables are named', async () => {
  const other = join(folder, 'other.sqlite');
  new DatabaseSync(other).close();
  make(`CREATE TABLE "${hostile}" (x); INSERT INTO "${hostile}" VALUES (1)`);
  expect(await askDatabase({ ask: 'compare', path, other }, never)).toEqual([
    '1 row of evil?]0;title????name only here: (1)',
  ]);
});

test('a fault has no control characters either', async () => {
  make('CREATE TABLE t (x)');
  const asked = askDatabase({ ...check, path, table: hostile }, never);
  await expect(asked).rejects.toMatchObject({ message: expect.stringMatching(/^[\x20-\x7e]+$/) });
});

test('a question without end is given up', async () => {
  await makeEndless();
  await expect(askDatabase({ ...check, path }, never, 1500)).rejects.toMatchObject({
    code: 'failed',
    message: `${path}: SQLite did not come to an end with it in 1 minutes`,
  });
});

test('an answer may take ten minutes, and longer the larger the database is', () => {
  expect(answerLimitMs(0)).toBe(600_000);
  expect(answerLimitMs(100 * 1024 ** 3)).toBeGreaterThan(10 * 3_600_000);
});

/** The process that was given this database as its argument. */
const findProcess = (): number | undefined =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map(Number)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
      } catch {
        return false;
      }
    });

const nicenessOfChild = async (): Promise<number> => {
  for (;;) {
    const pid = findProcess();
    // It lowers its priority once it has started.
    if (pid !== undefined && getPriority(pid) > getPriority()) return getPriority(pid);
    await setTimeout(20);
  }
};

test('a check runs behind the application’s own work, and ends when it is stopped', async () => {
  await makeEndless();
  const abort = new AbortController();
  const asked = askDatabase({ ...check, path }, abort.signal);
  const outcome = asked.catch((error: unknown) => error);
  expect(await nicenessOfChild()).toBeGreaterThan(getPriority());
  abort.abort();
  expect(await outcome).toMatchObject({ code: 'interrupted' });
  expect(findProcess()).toBeUndefined();
});
