import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { configPrompt, enabledPrompt, sitDown, userPrompt, type Sitting, standUp } from '../support/sitting.ts';

let sitting: Sitting;
beforeEach(async () => {
  sitting = await sitDown({ prepare: (worker) => worker.replies.set('GET /v1/enable', { secretSet: true }) });
});
afterEach(standUp);

const wrong = { code: 'permission', message: 'Bad secrets' } as const;

test('console 21 and 42: the right secret enables, without echo', async () => {
  const { terminal, worker } = sitting;
  expect(await terminal.run('show privilege', userPrompt)).toEqual(['Current privilege level is 1']);
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  expect(await terminal.run('s3cret', enabledPrompt)).toEqual([]);
  expect(worker.bodyOf('POST /v1/enable')).toEqual({ secret: 's3cret' });
  expect(terminal.raw).not.toContain('s3cret');
  expect(await terminal.run('show privilege', enabledPrompt)).toEqual(['Current privilege level is 15']);
});

test('console 22: three wrong secrets', async () => {
  const { terminal, worker } = sitting;
  worker.refuse('POST /v1/enable', 403, wrong);
  terminal.type('enable\r');
  for (let attempt = 1; attempt <= 3; attempt++) {
    await terminal.shows(new RegExp(`(Password:\\s*){${attempt}}$`));
    terminal.type('wrong\r');
  }
  await terminal.isAt(userPrompt);
  expect(terminal.screen.rows.slice(-5)).toEqual([
    'Password:',
    'Password:',
    'Password:',
    '% Bad secrets',
    userPrompt.trimEnd(),
  ]);
  expect(worker.calls().filter((call) => call === 'POST /v1/enable')).toHaveLength(3);
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('console 23: %s at the password is no attempt', async (_name, key) => {
  const { terminal, worker } = sitting;
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  terminal.type(key);
  await terminal.isAt(userPrompt);
  expect(worker.calls()).not.toContain('POST /v1/enable');
});

test('console 36: keys typed ahead never answer the password', async () => {
  const { terminal, worker } = sitting;
  terminal.type('enable\rguess\r');
  await terminal.isAt('Password: ');
  terminal.type('\u0003');
  await terminal.isAt(userPrompt);
  expect(worker.calls()).not.toContain('POST /v1/enable');
  expect(terminal.screen.text).not.toContain('guess');
});

test('a secret that was set is asked for twice and is never remembered', async () => {
  const { terminal, worker } = sitting;
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  await terminal.run('s3cret', enabledPrompt);
  await terminal.run('conf t', configPrompt);
  terminal.type('enable secret\r');
  await terminal.isAt('Secret: ');
  terminal.type('one\r');
  await terminal.isAt('Repeat the secret: ');
  terminal.type('two\r');
  await terminal.shows('% The two values do not match.  Please try again.');
  await terminal.isAt('Secret: ');
  terminal.type('n3w\r');
  await terminal.isAt('Repeat the secret: ');
  expect(await terminal.run('n3w', configPrompt)).toEqual([]);
  expect(worker.bodyOf('POST /v1/enable-secret')).toEqual({ secret: 'n3w' });
  await terminal.run('ena secret 0pen', configPrompt);
  expect(worker.bodyOf('POST /v1/enable-secret')).toEqual({ secret: '0pen' });
  await terminal.run('enable secret 0 clear3', configPrompt);
  expect(worker.bodyOf('POST /v1/enable-secret')).toEqual({ secret: 'clear3' });
  await terminal.run('enable secret "two w0rds"', configPrompt);
  expect(worker.bodyOf('POST /v1/enable-secret')).toEqual({ secret: 'two w0rds' });
  expect((await terminal.run('enable secret 5 $1$w0rds', configPrompt)).join(' ')).toMatch(
    /type 5 stands for a secret .* type "enable secret" alone/,
  );
  expect((await terminal.run('enable secret two w0rds', configPrompt)).join(' ')).toContain('has to stand in quotes');
  expect(worker.calls().filter((call) => call === 'POST /v1/enable-secret')).toHaveLength(4);
  terminal.type('\u001b[A');
  await terminal.isAt(`${configPrompt}enable secret`);
  terminal.type('\u0015');
  const lines = await terminal.run('show history', configPrompt);
  const path = join(worker.root.path, '.understudy_history');
  const file = await readFile(path, 'utf8');
  for (const text of [lines.join('\n'), file]) expect(text).not.toMatch(/s3cret|n3w|0pen|clear3|w0rds/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a password that is kept apart is asked for in the same way, and is never remembered', async () => {
  const { terminal, worker } = sitting;
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  await terminal.run('s3cret', enabledPrompt);
  await terminal.run('conf t', configPrompt);
  terminal.type('fail notif pass\r');
  await terminal.isAt('Secret: ');
  terminal.type('m4il\r');
  await terminal.isAt('Repeat the secret: ');
  expect(await terminal.run('m4il', configPrompt)).toEqual([]);
  const words = 'failover notification password';
  expect(worker.bodyOf('POST /v1/kept-secret')).toEqual({ words, secret: 'm4il' });
  await terminal.run('fail not pa "m4il two"', configPrompt);
  expect(worker.bodyOf('POST /v1/kept-secret')).toEqual({ words, secret: 'm4il two' });
  const history = await terminal.run('show history', configPrompt);
  expect(history.join('\n')).not.toContain('m4il');
  await terminal.run(`${words} <secret>`, configPrompt);
  expect(worker.bodyOf('POST /v1/config')).toEqual({ lines: [`${words} <secret>`] });
});

test('a new secret that is mistyped three times is not asked for again', async () => {
  const { terminal, worker } = sitting;
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  await terminal.run('s3cret', enabledPrompt);
  await terminal.run('conf t', configPrompt);
  terminal.type('enable secret\r');
  for (let round = 1; round <= 3; round++) {
    await terminal.shows(new RegExp(`(Secret:[^]*){${round}}$`));
    await terminal.isAt('Secret: ');
    terminal.type('one\r');
    await terminal.isAt('Repeat the secret: ');
    terminal.type('two\r');
  }
  await terminal.shows('% Not typed the same twice in 3 attempts: the secret was not changed');
  await terminal.isAt(configPrompt);
  expect(worker.calls()).not.toContain('POST /v1/enable-secret');
});

test('a refusal for want of privilege is shown in the words of the worker', async () => {
  const { terminal, worker } = sitting;
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  await terminal.run('s3cret', enabledPrompt);
  worker.refuse('POST /v1/failover/client-connection', 403, {
    code: 'permission',
    message: 'This command needs privileged mode',
  });
  expect(await terminal.run('failover client-connection disable', enabledPrompt)).toEqual([
    '% This command needs privileged mode',
  ]);
});
