import { afterEach, expect, test } from '@jest/globals';
import type { AuditEntry, Glance, SessionStatus } from '../../src/control/session-shapes.ts';
import type { FakeControl } from '../support/fake-control.ts';
import { glanceOf } from '../support/glance-of.ts';
import { enabledPrompt, sitDown, sitDownEnabled, standUp, userPrompt } from '../support/sitting.ts';
import { Terminal } from '../support/terminal.ts';
import { failoverStatus } from '../support/status-fixtures.ts';

afterEach(standUp);

const seenAs =
  (parts: Partial<Glance>) =>
  (worker: FakeControl): void =>
    void worker.replies.set('GET /v1/glance', glanceOf(failoverStatus(), parts));

const sat = (worker: FakeControl): Promise<void> => worker.called('POST /v1/sessions');
const at = '2026-11-21T01:12:04.250Z';

const session = (parts: Partial<SessionStatus>): SessionStatus => ({
  line: 1,
  user: 'root',
  login: null,
  claims: null,
  terminal: 'pts/0',
  from: null,
  since: '2026-11-21T01:02:04.000Z',
  idleMs: 0,
  mode: 'user',
  debug: [],
  isOwn: false,
  ...parts,
});

test('console 1: at a terminal the banner, a blank, the prompt, and nothing else', async () => {
  const { terminal } = await sitDown({ prepare: seenAs({ banner: 'Authorised use only\nCall 555\u001b[2J first' }) });
  expect(terminal.screen.rows).toEqual([
    'Authorised use only',
    String.raw`Call 555\x1b[2J first`,
    '',
    userPrompt.trimEnd(),
  ]);
});

test('console 1: without a banner a blank and the prompt; the worker is told of the console behind the prompt', async () => {
  const { terminal, worker } = await sitDown();
  expect(terminal.screen.rows).toEqual(['', userPrompt.trimEnd()]);
  await sat(worker);
  expect(worker.seen.map(({ call }) => call)).toEqual(['GET /v1/glance', 'POST /v1/sessions']);
});

const idle = seenAs({ execTimeoutMs: 2000 });
const closed = '% Nothing was typed for 2 s: this console is closed';

test('console 43: an idle console says why and ends with status 0', async () => {
  const { terminal } = await sitDown({ prepare: idle });
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.rows.slice(-3)).toEqual([userPrompt.trimEnd(), closed, '']);
});

test('console 43: in a password prompt, too; what was typed so far is no attempt', async () => {
  const { terminal, worker } = await sitDown({
    prepare: (of) => {
      idle(of);
      of.replies.set('GET /v1/enable', { secretSet: true });
    },
  });
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  terminal.type('half');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
  expect(worker.calls()).not.toContain('POST /v1/enable');
});

test('console 43: in the pager, too', async () => {
  const { terminal } = await sitDown({
    prepare: (worker) => {
      idle(worker);
      worker.replies.set('GET /v1/log', { lines: Array.from({ length: 100 }, (_, i) => `line ${i}`) });
    },
  });
  terminal.type('show logging\r');
  await terminal.shows('--More--');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
});

test('console 43: at a confirmation, too, which is then declined', async () => {
  const { terminal, worker } = await sitDownEnabled({ prepare: idle });
  terminal.type('clear line 2\r');
  await terminal.shows('Clear line 2? [confirm]');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
  expect(worker.calls()).not.toContain('POST /v1/sessions/clear');
});

test('console 43: a running synchronization is not ended; the time begins behind it', async () => {
  const { terminal, worker } = await sitDownEnabled({
    prepare: (of) => {
      idle(of);
      of.holdOpen = true;
      of.events = [];
    },
  });
  terminal.type('failover sync core1\r');
  await worker.called('POST /v1/sync');
  // Longer than a console may be idle: one that was opened meanwhile has been closed.
  const other = Terminal.start(['--root', worker.root.path], { env: { HOME: worker.root.path } });
  expect(await other.ended()).toBe(0);
  expect(terminal.screen.text).not.toContain(closed);
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
});

test('show users: who sits where, the own line marked; what only a client tells is in quotes', async () => {
  const { terminal } = await sitDown({
    prepare: (worker) =>
      worker.replies.set('GET /v1/sessions', {
        sessions: [
          session({ login: 'alice', mode: 'config', idleMs: 3_723_000 }),
          session({ line: 2, user: 'ops', claims: 'bob', terminal: 'pts/3', from: '10.0.0.7', isOwn: true }),
        ],
      }),
  });
  expect(await terminal.run('show users', userPrompt)).toEqual([
    '  Line  User          From              Idle      Mode    Since (GMT)',
    '  1     root (alice)  pts/0             01:02:03  config  2026-11-21 01:02',
    '* 2     ops ("bob")   pts/3 "10.0.0.7"  00:00:00  user    2026-11-21 01:02',
  ]);
});

test('a console that was ended by somebody says by whom, and ends', async () => {
  const { terminal, worker } = await sitDownEnabled();
  await sat(worker);
  terminal.type('show ver');
  await terminal.isAt(`${enabledPrompt}show ver`);
  worker.tell({ type: 'end', at, text: 'This console was ended by root at pts/0' });
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.rows.slice(-3)).toEqual([
    `${enabledPrompt}show ver`,
    '% This console was ended by root at pts/0',
    '',
  ]);
});

test('clear line asks, and any other key than Enter is no', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('clear line 2\r');
  await terminal.shows('Clear line 2? [confirm]');
  terminal.type('n');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).not.toContain('POST /v1/sessions/clear');
  terminal.type('clear line 2\r');
  await terminal.shows(/(Clear line 2\? \[confirm\][^]*){2}$/);
  terminal.type('\r');
  await terminal.shows('Line 2 (alice at pts/1) is ended');
  expect(worker.bodyOf('POST /v1/sessions/clear')).toEqual({ line: 2 });
});

test('debug lines and notices come above the line that is being typed, which stays as it is', async () => {
  const { terminal, worker } = await sitDownEnabled();
  await sat(worker);
  expect(await terminal.run('debug heartbeat', enabledPrompt)).toEqual(['Heartbeat debugging is on']);
  expect(worker.bodyOf('POST /v1/debug')).toEqual({ topic: 'heartbeat', on: true });
  terminal.type('show version\u001b[D\u001b[D\u001b[D');
  await terminal.shows(`${enabledPrompt}show version`);
  worker.tell({ type: 'debug', at, text: 'heartbeat 1 to core1 answered in 2.8 ms\u001b[2J' });
  worker.tell({ type: 'notice', at, text: 'core1 does not answer' });
  await terminal.shows('core1 does not answer');
  terminal.type('X');
  await terminal.shows(`${enabledPrompt}show versXion`);
  expect(terminal.screen.rows.slice(-3)).toEqual([
    String.raw`*01:12:04.250 GMT: heartbeat 1 to core1 answered in 2.8 ms\x1b[2J`,
    '*01:12:04 GMT: core1 does not answer',
    `${enabledPrompt}show versXion`,
  ]);
  expect(terminal.raw).not.toContain('\u001b[2J');
});

test('debugging is turned off, and needs privileged mode', async () => {
  const { terminal, worker } = await sitDownEnabled();
  for (const line of ['no debug heartbeat', 'undebug all', 'un all', 'no debug all']) {
    await terminal.run(line, enabledPrompt);
    expect(worker.bodyOf('POST /v1/debug')).toEqual({ topic: line.includes('all') ? 'all' : 'heartbeat', on: false });
  }
  expect(await terminal.run('show debugging', enabledPrompt)).toEqual([
    'Nothing is shown live: "debug heartbeat" shows heartbeats',
  ]);
  await terminal.run('disable', userPrompt);
  const lines = await terminal.run('debug heartbeat', userPrompt);
  expect(lines.join('\n')).toContain("% This command needs privileged mode: type 'enable'.");
});

const entry: AuditEntry = {
  id: 2,
  at: '2026-11-21T01:12:04.000Z',
  user: 'root',
  login: 'alice',
  claims: 'alice',
  terminal: 'pts/1',
  from: '10.0.0.7',
  kind: 'command',
  command: 'failover mode primary',
  result: 'ok',
  status: 0,
  detail: 'core2 is Primary',
};

test('show audit: who did what, newest last; for privileged mode only', async () => {
  const refused = { ...entry, id: 3, user: 'ops', login: null, claims: 'bob', terminal: null, from: null } as const;
  const { terminal, worker } = await sitDownEnabled({
    prepare: (of) =>
      of.replies.set('GET /v1/audit', {
        entries: [{ ...refused, command: 'enable', result: 'refused', status: 3, detail: 'Bad secrets' }, entry],
      }),
  });
  expect(await terminal.run('show audit 2', enabledPrompt)).toEqual([
    '2026-11-21 01:12:04 GMT  root (alice) at pts/1 "10.0.0.7"',
    '  failover mode primary: ok, core2 is Primary',
    '2026-11-21 01:12:04 GMT  ops ("bob") at -',
    '  enable: refused (status 3), Bad secrets',
  ]);
  expect(worker.calls()).toContain('GET /v1/audit?limit=2');
  await terminal.run('disable', userPrompt);
  expect((await terminal.run('show audit', userPrompt)).join('\n')).toContain('needs privileged mode');
});

test('a worker that has no room for another console says so once, and the console works', async () => {
  const { terminal } = await sitDown({
    prepare: (worker) =>
      worker.refuse('POST /v1/sessions', 409, { code: 'refused', message: 'alice has 8 open consoles already' }),
  });
  await terminal.shows('% alice has 8 open consoles already: this one is not listed');
  await terminal.isAt(userPrompt);
  await terminal.run('show privilege', userPrompt);
  await terminal.run('show privilege', userPrompt);
  expect(terminal.screen.text.match(/open consoles/g)).toHaveLength(1);
});

test('console 43: every key counts', async () => {
  const { terminal, worker } = await sitDown({ prepare: idle });
  const other = Terminal.start(['--root', worker.root.path], { env: { HOME: worker.root.path } });
  const closing = new AbortController();
  const ended = other.ended().finally(() => closing.abort());
  // A console that was opened later, at which nobody types, is closed before this one.
  while (!closing.signal.aborted) {
    terminal.type('s');
    await terminal.isAt(`${userPrompt}s`);
    terminal.type('\u007f');
    await terminal.isAt(userPrompt);
  }
  expect(await ended).toBe(0);
  expect(terminal.screen.text).not.toContain(closed);
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
});

test('console 43: in the wizard, too', async () => {
  const { terminal, worker } = await sitDownEnabled({ prepare: idle });
  terminal.type('setup\r');
  await terminal.shows('Configure hostname?');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
  expect(terminal.screen.text).toContain('% Aborted');
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('console 43: a live view is not ended while it is drawn', async () => {
  const { terminal, worker } = await sitDown({ prepare: idle });
  terminal.type('watch 1 show version\r');
  await worker.called('GET /v1/version');
  const other = Terminal.start(['--root', worker.root.path], { env: { HOME: worker.root.path } });
  expect(await other.ended()).toBe(0);
  terminal.type('q');
  await terminal.isAt(userPrompt);
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toContain(closed);
});
