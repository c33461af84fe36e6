import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { FakeControl } from '../support/fake-control.ts';
import { oneShot } from '../support/one-shot.ts';
import { configPrompt, enabledPrompt, sitDown, sitDownEnabled, standUp, userPrompt } from '../support/sitting.ts';
import { activeStatus, failoverStatus } from '../support/status-fixtures.ts';

afterEach(standUp);

test('console 3 and 12: names of a begun word and the candidates of an ambiguous one are those of where one is', async () => {
  const { terminal } = await sitDownEnabled();
  terminal.type('show fa?');
  await terminal.shows(`${enabledPrompt}show fa?\nfailover\n${enabledPrompt}show fa`);
  terminal.type('\u0015');
  expect((await terminal.run('t', enabledPrompt))[1]).toMatch(/^ {2}terminal {2}traceroute/);
  expect(await terminal.run('show failover s', enabledPrompt)).toEqual([
    '% Ambiguous command:  "show failover s"',
    expect.stringMatching(/^ {2}status {2}.*sync/),
  ]);
});

test('console 8: help in the middle of a line with wide characters leaves the cursor where it was', async () => {
  const { terminal } = await sitDown();
  terminal.type('show 世界 x\u001b[D\u001b[D\u001b[D?');
  await terminal.shows('% Unrecognized command');
  await terminal.shows(`${userPrompt}show 世界 x`);
  terminal.type('Z');
  await terminal.shows(`${userPrompt}show 世Z界 x`);
});

test('console 9: a question mark behind Ctrl-V or within quotes is a character, also where help would come', async () => {
  const { terminal, worker } = await sitDown();
  worker.replies.set('GET /v1/log', { lines: ['a?b', 'axb'] });
  expect(await terminal.run("show logging | include 'a[?]b'", userPrompt)).toEqual(['a?b']);
  expect(await terminal.run('show logging | include a\\\u0016?b', userPrompt)).toEqual(['a?b']);
});

test('console 13: the caret stands under the word in every mode, also behind wide characters', async () => {
  const { terminal } = await sitDownEnabled();
  const caretOf = async (line: string, prompt: string): Promise<number> =>
    (await terminal.run(line, prompt))[0]?.indexOf('^') ?? -1;
  expect(await caretOf('show version extra', enabledPrompt)).toBe(enabledPrompt.length + 13);
  expect(await caretOf('ping 世界 x', enabledPrompt)).toBe(enabledPrompt.length + 5);
  await terminal.run('conf t', configPrompt);
  expect(await caretOf('failover heartbeat foo', configPrompt)).toBe(configPrompt.length + 19);
  expect(await caretOf('do show foo', configPrompt)).toBe(configPrompt.length + 8);
  await terminal.run('end', enabledPrompt);
  await terminal.run('disable', userPrompt);
  expect(await caretOf('show foo', userPrompt)).toBe(userPrompt.length + 5);
});

test('console 17: a line that calls nothing asks nobody', async () => {
  const { terminal, worker } = await sitDown();
  const before = worker.calls().filter((call) => call !== 'GET /v1/glance');
  await terminal.run('shwo.example.com', userPrompt);
  expect(worker.calls().filter((call) => call !== 'GET /v1/glance')).toEqual(before);
});

test('console 20: no single letter enters configuration mode or does anything but leave', async () => {
  const { terminal } = await sitDownEnabled();
  for (const letter of 'abcdefgijklmnoprstuvwxyz') {
    const rows = await terminal.run(letter, enabledPrompt);
    expect({ letter, said: rows.some((row) => row.startsWith('% ')) }).toEqual({ letter, said: true });
  }
});

test('console 27: Ctrl-C with the cursor in a half line starts a new one below it', async () => {
  const { terminal } = await sitDown();
  terminal.type(`show ${'x'.repeat(40)}\u0001`);
  terminal.type('\u0003');
  await terminal.shows('x^C');
  await terminal.isAt(userPrompt);
  expect(await terminal.run('show privilege', userPrompt)).toEqual(['Current privilege level is 1']);
});

test('console 28: Ctrl-C ends a command that waits for the worker, and drops what was typed ahead', async () => {
  const { terminal, worker } = await sitDown();
  worker.hold('GET /v1/version');
  const called = worker.called('GET /v1/version');
  terminal.type('show version\rshow privilege\r');
  await called;
  terminal.type('\u0003');
  await terminal.shows('% Interrupted');
  await terminal.isAt(userPrompt);
  expect(terminal.screen.rows.slice(-3)).toEqual(['^C', '% Interrupted', userPrompt.trimEnd()]);
  expect(await terminal.run('show privilege', userPrompt)).toEqual(['Current privilege level is 1']);
});

test('console 35: behind a slow command the pasted lines follow in order, none twice', async () => {
  const { terminal, worker } = await sitDown();
  const release = worker.hold('GET /v1/version');
  const called = worker.called('GET /v1/version');
  terminal.type('show version\r\nshow failover key\r\nshow privilege\r\nterminal le');
  await called;
  expect(worker.calls()).not.toContain('GET /v1/key');
  release();
  await terminal.isAt(`${userPrompt}terminal le`);
  expect(worker.calls().filter((call) => /version|key/.test(call))).toEqual(['GET /v1/version', 'GET /v1/key']);
  expect(terminal.screen.text).toContain('Current privilege level is 1');
});

test('console 36: what was typed ahead of a password is dropped and never becomes a command', async () => {
  const { terminal, worker } = await sitDown({
    prepare: (fake) => fake.replies.set('GET /v1/enable', { secretSet: true }),
  });
  terminal.type('enable\rguess\rshow failover key\r');
  await terminal.isAt('Password: ');
  await terminal.run('right', enabledPrompt);
  expect(terminal.screen.text).toContain('% 2 typed-ahead lines were not taken');
  expect(worker.calls()).not.toContain('GET /v1/key');
  expect(worker.calls().filter((call) => call === 'POST /v1/enable')).toHaveLength(1);
});

test('console 48 and 49: nothing in a pipe has an escape byte, and a closed one is quiet', async () => {
  const worker = await FakeControl.start();
  worker.replies.set('GET /v1/failover', activeStatus());
  const understudy = `${process.execPath} src/console/main.ts --root ${worker.root.path}`;
  const run = promisify(execFile);
  const environment = { ...process.env, TERM: 'xterm-256color', FORCE_COLOR: '1' };
  const piped = await run('bash', ['-c', `${understudy} show failover | cat`], { env: environment });
  expect(piped.stdout).toContain('core1 is ACTIVE');
  expect(piped.stdout).not.toContain('\u001b');
  const closed = await run('bash', [
    '-c',
    `yes 'show failover' | head -200 | ${understudy} | head -1; echo "\${PIPESTATUS[2]}"`,
  ]);
  expect(closed.stdout.split('\n').at(-2)).toMatch(/^(0|141)$/);
  expect(closed.stderr).toBe('');
  await worker.stop();
});

const unpaired = failoverStatus({
  mode: 'primary',
  peer: { host: null, reachable: false, mode: null, state: null, lastHeartbeat: null, meanResponseMs: null, paths: [] },
});

const keysOf = (data: unknown): unknown =>
  data === null || typeof data !== 'object' || Array.isArray(data) ? null : Object.keys(data).sort();

test('console 55: show failover tells role, state, peer and last synchronization, and has the same keys always', async () => {
  const worker = await FakeControl.start();
  const ask = (...more: string[]): ReturnType<typeof oneShot> =>
    oneShot(['--root', worker.root.path, 'show', 'failover', ...more]);
  const { out, status } = await ask();
  expect(status).toBe(0);
  expect(out).toMatch(/^ {2}Mode {2,}Secondary {2,}Primary$/m);
  expect(out).toMatch(/^ {2}State {2,}Standby {2,}Active$/m);
  expect(out).toMatch(/core1 \(peer\)/);
  expect(out).toMatch(/^ {2}Last sync {2,}success .* ago\)/m);
  expect(out).toMatch(/^ {2}Would be lost {2,}changes on core1 since /m);
  const seen = [];
  for (const reply of [failoverStatus(), activeStatus(), unpaired]) {
    worker.replies.set('GET /v1/failover', reply);
    const data = JSON.parse((await ask('--json')).out) as Record<string, unknown>;
    seen.push({
      top: keysOf(data),
      peer: keysOf(data['peer']),
      sync: keysOf(data['sync']),
      ready: keysOf(data['readiness']),
    });
    expect(JSON.parse((await ask('|', 'json')).out)).toEqual(data);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
  await worker.stop();
});
