import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Context } from 'hono';
import { UnderstudyError } from '../../../../src/error.ts';
import { History } from '../../../../src/store/history.ts';
import { Audit, auditedBy, auditedLinesBy, auditOthers } from '../../../../src/worker/control/audit.ts';
import type { Caller } from '../../../../src/worker/control/caller.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

const own: Caller = {
  uid: process.geteuid?.() ?? 0,
  pid: process.pid,
  told: { login: 'alice', from: '10.0.0.7' },
};

let folder: string;
let history: History;
let journal: string[];
let worker: Pick<Worker, 'logs' | 'history'>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-audit-'));
  history = new History(join(folder, 'history.sqlite'));
  journal = [];
  const write = (text: string): number => journal.push(text);
  worker = { logs: { worker: { info: write, warn: write } }, history } as unknown as typeof worker;
});
afterEach(async () => {
  history.close();
  await rm(folder, { recursive: true });
});

const context = (caller: Caller, rest: object = {}): Context => {
  const kept = new Map<string, unknown>([['caller', caller]]);
  const c = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: unknown) => kept.set(key, value),
    ...rest,
  };
  return c as unknown as Context;
};

const answer = (message: string) => () => Promise.resolve({ message, changed: true, warnings: [] });

test('who did what, from where and with what result, is in the history and the journal', async () => {
  await auditedBy(worker)(context(own), 'failover mode primary', answer('core1 is Primary'));
  const [entry] = new Audit(worker).entries(10);
  expect(entry).toMatchObject({
    claims: 'alice',
    from: '10.0.0.7',
    kind: 'command',
    command: 'failover mode primary',
    result: 'ok',
    status: 0,
    detail: 'core1 is Primary',
  });
  expect(entry?.user).not.toBe('unknown');
  expect(journal).toHaveLength(1);
  expect(journal[0]).toMatch(/^operator .*from "10\.0\.0\.7": failover mode primary: ok: core1 is Primary$/);
});

test.each([
  [new UnderstudyError('refused', 'A Primary never replicates'), 'refused', 5],
  [new UnderstudyError('peer', 'core2 does not answer'), 'failed', 4],
  [new TypeError('a bug'), 'failed', 1],
])('%s is written down as %s, status %i, and still thrown', async (error, result, status) => {
  const act = auditedBy(worker)(context(own), 'failover sync core2', () => Promise.reject(error));
  await expect(act).rejects.toBe(error);
  expect(new Audit(worker).entries(1)).toMatchObject([{ result, status, detail: error.message }]);
});

test('a test that failed is no success, and a report that something is built is no result', async () => {
  await auditedBy(worker)(context(own), 'failover test core2', () => Promise.resolve({ ok: false, message: 'no' }));
  await auditedBy(worker)(context(own), 'write memory', answer('Building configuration...\n[OK]'));
  expect(new Audit(worker).entries(2)).toMatchObject([
    { detail: '[OK]' },
    { result: 'failed', status: 1, detail: 'no' },
  ]);
});

test('lines of a configuration are written down one by one, without secrets and without comments', async () => {
  const lines = ['hostname core1', '!', 'enable secret s3cret', ''];
  await auditedLinesBy(worker)(context(own), lines, answer(''));
  expect(new Audit(worker).entries(10).map(({ command }) => command)).toEqual([
    'configure: enable secret <secret>',
    'configure: hostname core1',
  ]);
  history.close();
  const files = await Promise.all(
    ['', '-wal'].map((end) => readFile(join(folder, `history.sqlite${end}`)).catch(() => Buffer.alloc(0))),
  );
  expect(Buffer.concat(files).includes('s3cret')).toBe(false);
  expect(journal.join('\n')).not.toContain('s3cret');
  history = new History(join(folder, 'history.sqlite'));
});

test('a change of thousands of lines does not push out what was done before', async () => {
  const lines = Array.from({ length: 9000 }, (_, i) => `dataset d${i} kind files path /srv/d${i}`);
  await auditedLinesBy(worker)(context(own), lines, answer(''));
  const entries = new Audit(worker).entries(10_000);
  expect(entries).toHaveLength(501);
  expect(entries[0]?.command).toBe('configure: and 8500 more lines');
});

test('whoever tries secret after secret pushes out nothing either, and is counted', async () => {
  const audit = new Audit(worker);
  await audit.add(own, ['failover mode primary'], { result: 'ok', status: 0, detail: '' });
  const bad = new UnderstudyError('permission', 'Bad secrets');
  for (let i = 0; i < 50; i++) await expect(audit.attempt(own, 'enable', () => Promise.reject(bad))).rejects.toBe(bad);
  expect(audit.entries(100)).toHaveLength(21);
  expect(audit.entries(1)).toMatchObject([{ kind: 'attempt', result: 'refused', status: 3, detail: 'Bad secrets' }]);
});

test('what a route does not write down itself is written down for it', async () => {
  const audited = context(own, { req: { method: 'POST', path: '/v1/sync' }, res: { status: 200 } });
  await auditedBy(worker)(audited, 'failover sync core2', answer('started'));
  await auditOthers(worker, audited);
  await auditOthers(worker, context(own, { req: { method: 'GET', path: '/v1/config' }, res: { status: 200 } }));
  await auditOthers(worker, context(own, { req: { method: 'POST', path: '/v1/new' }, res: { status: 409 } }));
  expect(new Audit(worker).entries(10)).toMatchObject([
    { kind: 'command', command: 'POST /v1/new', result: 'failed' },
    { kind: 'look', command: 'look at config', result: 'ok' },
    { kind: 'command', command: 'failover sync core2' },
  ]);
});

test('a caller that the kernel does not know is unknown, whatever it says of itself', async () => {
  const ghost: Caller = { uid: undefined, pid: undefined, told: { login: 'root', from: null } };
  await auditedBy(worker)(context(ghost), 'disable', answer(''));
  expect(new Audit(worker).entries(1)).toMatchObject([
    { user: 'unknown', login: null, claims: 'root', terminal: null },
  ]);
});
