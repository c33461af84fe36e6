import { afterEach, expect, test } from '@jest/globals';
import { configPrompt, enabledPrompt, sitDown, sitDownEnabled, userPrompt, standUp } from '../support/sitting.ts';

afterEach(standUp);

const log = (lines: number): object => ({ lines: Array.from({ length: lines }, (_, i) => `line ${i + 1}`) });

test('console 35: five pasted commands run once and in order, the begun sixth stays editable', async () => {
  const { terminal, worker } = await sitDownEnabled({ prepare: (fake) => fake.replies.set('GET /v1/log', log(100)) });
  terminal.type(
    'show version\rshow logging 100\rfailover client-connection disable\rshow failover key\rshow failover history\rterm len',
  );
  await terminal.isAt(`${enabledPrompt}term len`);
  expect(worker.calls().filter((call) => !/failover$|config|enable/.test(call))).toEqual([
    'GET /v1/version',
    'GET /v1/log?lines=100',
    'POST /v1/failover/client-connection',
    'GET /v1/key',
    'GET /v1/history?limit=20',
  ]);
  expect(terminal.screen.text).not.toContain('--More--');
  expect(await terminal.run('gth 5', enabledPrompt)).toEqual([]);
});

test('console 35: a pasted configuration is taken line by line', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type(
    'conf t\r!\rhostname core2\r!\rtrusted-host core1 key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI' +
      'A'.repeat(43) +
      '\r!\rend\r',
  );
  await terminal.shows(`${configPrompt}end`);
  await terminal.isAt(enabledPrompt);
  const lines = worker.seen
    .filter(({ call }) => call === 'POST /v1/config')
    .map(({ body }) => (body as { lines: string[] }).lines[0]);
  expect(lines).toEqual([
    'hostname core2',
    `trusted-host core1 key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`,
  ]);
});

test('console 36: what was typed ahead of a question never answers it, and the operator is told', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('failover mode primary\ryes\rshow version\rsho');
  await terminal.isAt('Continue? [yes/no] (no): ');
  expect(await terminal.run('no', enabledPrompt)).toEqual([
    '% 2 typed-ahead lines were not taken',
    '% Not done: nothing was changed',
  ]);
  expect(worker.calls()).not.toContain('POST /v1/failover/mode');
  terminal.type('failover mode primary\rye');
  await terminal.isAt('Continue? [yes/no] (no): ');
  expect((await terminal.run('no', enabledPrompt))[0]).toBe('% What was typed ahead was not taken');
});

test('console 33 and 34: lines are numbered, recalled by Up and Ctrl-R, and survive a restart', async () => {
  const { terminal, worker } = await sitDown();
  await terminal.run('show version', userPrompt);
  await terminal.run('! no line', userPrompt);
  await terminal.run('show failover key', userPrompt);
  expect(await terminal.run('show history', userPrompt)).toEqual([
    '  1  show version',
    '  2  show failover key',
    '  3  show history',
  ]);
  terminal.type('exit\r');
  expect(await terminal.ended()).toBe(0);

  const again = await sitDown({ env: { HOME: worker.root.path } });
  again.terminal.type('\u001b[A\u001b[A\u001b[A');
  await again.terminal.isAt(`${userPrompt}show failover key`);
  again.terminal.type('\u0015\u0012vers');
  await again.terminal.shows("(reverse-i-search)'vers': show version");
  expect((await again.terminal.run('', userPrompt))[0]).toMatch(/^Understudy /);
  again.terminal.type('half\u0012key');
  await again.terminal.shows("(reverse-i-search)'key': show failover key");
  again.terminal.type('\u0007');
  await again.terminal.isAt(`${userPrompt}half`);
});
