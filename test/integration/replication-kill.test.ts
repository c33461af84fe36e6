import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as elapse } from 'node:timers/promises';
import { applyGeneration } from '../../src/replication/apply.ts';
import { verifyGeneration } from '../../src/replication/generation-check.ts';
import {
  databaseOf,
  listGenerations,
  recoverStore,
  treeOf,
  type Generation,
} from '../../src/replication/generation.ts';
import { copiedTarget } from '../../src/replication/munged-link.ts';
import { countDevices, never, newReplica, pathOf, printTree, type Replica } from '../support/replica.ts';

const kills = Number(process.env['KILLS'] ?? 25);
const seed = Number(process.env['SEED'] ?? randomInt(1_000_000_000));
/** Steps that a standby reports in one sync and one apply, and a few of the next. */
const mostSteps = 14;
/** So that it dies within a step, not only at its start. */
const longestDelayMs = 25;

/** mulberry32: the same moments again for the same seed. */
const randomFrom = (start: number) => {
  let state = start;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

let replica: Replica;
beforeAll(async () => {
  replica = await newReplica();
});
afterAll(() => replica.remove());

interface Standby {
  readonly process: ChildProcess;
  /** Emits a `line` for each step. */
  readonly reports: Interface;
}

/** A standby that has loaded and waits. */
const startStandby = async (): Promise<Standby> => {
  const program = join(import.meta.dirname, '..', 'support', 'kill-loop.ts');
  const standby = spawn(process.execPath, [program, replica.root], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(replica.root, 'compiled') },
  });
  const reports = createInterface(standby.stdout);
  await once(reports, 'line');
  return { process: standby, reports };
};

/** Lets it work for some steps, and kills it within one. */
const killWithin = async ({ process: standby, reports }: Standby, steps: number, delayMs: number): Promise<void> => {
  const ended = once(standby, 'exit');
  let left = steps;
  const reached = new Promise<void>((resolve) => {
    reports.on('line', () => left-- > 0 || resolve());
  });
  standby.stdin?.write('go\n');
  await Promise.race([reached, ended]);
  await elapse(delayMs);
  standby.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
};

const digestOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** Each live file, and the database, is as it is in one of the copies: the old or the new one, nothing in between. */
const expectWholeFiles = async (copies: readonly Generation[]): Promise<void> => {
  const trees = await Promise.all(copies.map(({ path }) => printTree(treeOf(path, 'files'), copiedTarget)));
  const known = new Set(trees.flat());
  const live = pathOf(replica.standby, 'files');
  const isTemporary = (line: string): boolean => /(^|\/)\.[^/]+\.\w{6} /.test(line);
  const strange = (await printTree(live).catch(() => [])).filter((line) => !known.has(line) && !isTemporary(line));
  expect(strange).toEqual([]);
  const database = pathOf(replica.standby, 'registry');
  if (!existsSync(database)) return;
  const digests = await Promise.all(copies.map(({ path }) => digestOf(databaseOf(path, 'registry'))));
  expect(digests).toContain(await digestOf(database));
};

const expectRecovered = async (newest: Generation): Promise<void> => {
  await applyGeneration({ generation: newest, datasets: replica.standby, thorough: true, signal: never });
  const live = await printTree(pathOf(replica.standby, 'files'));
  expect(live).toEqual(await printTree(treeOf(newest.path, 'files'), copiedTarget));
  expect(countDevices(pathOf(replica.standby, 'registry'))).toBe(
    newest.datasets.find(({ name }) => name === 'registry')?.counts.n,
  );
};

test(
  `a standby that is killed ${kills} times at any moment always has its last complete copy (D9)`,
  async () => {
    process.stdout.write(`SEED=${seed} KILLS=${kills}\n`);
    const random = randomFrom(seed);
    let newestNumber = 0;
    let next = startStandby();
    for (let kill = 1; kill <= kills; kill++) {
      const standby = await next;
      if (kill < kills) next = startStandby();
      await killWithin(standby, Math.floor(random() * mostSteps), random() * longestDelayMs);

      await recoverStore(replica.generationsFolder);
      const copies = await listGenerations(replica.generationsFolder);
      for (const copy of copies) expect(await verifyGeneration(copy)).toEqual([]);
      const newest = copies[0];
      expect(newest?.number ?? 0).toBeGreaterThanOrEqual(newestNumber);
      newestNumber = newest?.number ?? 0;
      await expectWholeFiles(copies);
      if (newest !== undefined && kill % 5 === 0) await expectRecovered(newest);
    }
    process.stdout.write(`${newestNumber} copies were published\n`);
    expect(newestNumber).toBeGreaterThan(kills / 20);
  },
  60_000 + kills * 3000,
);
