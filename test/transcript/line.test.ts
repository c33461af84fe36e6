import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  configPrompt,
  enabledPrompt,
  sitDown,
  sitDownEnabled,
  userPrompt,
  type Sitting,
  standUp,
} from '../support/sitting.ts';

let sitting: Sitting;
beforeEach(async () => {
  sitting = await sitDownEnabled();
});
afterEach(standUp);

const version = [
  expect.stringMatching(/^Understudy .*0\.1\.0/),
  expect.stringMatching(/^core2/),
  expect.stringContaining('up for 2 h 3 min'),
];
const blanks = (count: number): string => ' '.repeat(count);

test('console 11 and 18: words may be cut, in any case', async () => {
  expect(await sitting.terminal.run('sh ver', enabledPrompt)).toEqual(version);
  expect(await sitting.terminal.run('SHOW VERSION', enabledPrompt)).toEqual(version);
});

test('console 12: an ambiguous word shows what it could be', async () => {
  expect(await sitting.terminal.run('s', enabledPrompt)).toEqual([
    '% Ambiguous command:  "s"',
    '  service  setup  show',
  ]);
});

test('console 13: a wrong word gets a caret below it, and the near word if there is one', async () => {
  const caret = `${blanks(enabledPrompt.length + 5)}^`;
  expect(await sitting.terminal.run('show foo', enabledPrompt)).toEqual([
    caret,
    "% Invalid input detected at '^' marker.",
    '',
  ]);
  expect(await sitting.terminal.run('show vresion', enabledPrompt)).toEqual([
    caret,
    "% Invalid input detected at '^' marker.",
    'Did you mean: show version',
    '',
  ]);
});

test('console 14: an incomplete line', async () => {
  expect(await sitting.terminal.run('show', enabledPrompt)).toEqual(['% Incomplete command.', '']);
});

test('console 15: a wrong value changes nothing', async () => {
  expect(await sitting.terminal.run('failover mode third', enabledPrompt)).toEqual([
    `${blanks(enabledPrompt.length + 14)}^`,
    "% Invalid input detected at '^' marker.",
    '',
  ]);
  expect(sitting.worker.calls()).not.toContain('POST /v1/failover/mode');
});

test('console 16: a privileged command at the user prompt says what is missing', async () => {
  await sitting.terminal.run('disable', userPrompt);
  expect(await sitting.terminal.run('conf t', userPrompt)).toEqual([
    "% This command needs privileged mode: type 'enable'.",
  ]);
});

test('console 17 and 19: unknown words are not looked up; comments and empty lines are nothing', async () => {
  expect(await sitting.terminal.run('foo', enabledPrompt)).toHaveLength(3);
  for (const line of ['', '! text', '# text']) expect(await sitting.terminal.run(line, enabledPrompt)).toEqual([]);
});

test('console 20: one letter never enters configuration mode', async () => {
  expect(await sitting.terminal.run('c', enabledPrompt)).toEqual([
    '% Ambiguous command:  "c"',
    '  clear  configure  copy',
  ]);
});

test('console 24 and 25: end, Ctrl-Z and exit leave configuration mode one level at a time, exit at the top the console', async () => {
  const { terminal } = sitting;
  expect(await terminal.run('conf t', configPrompt)).toEqual([
    'Enter configuration commands, one per line.  End with CNTL/Z.',
  ]);
  await terminal.run('end', enabledPrompt);
  await terminal.run('conf t', configPrompt);
  terminal.type('\u001a');
  await terminal.isAt(enabledPrompt);
  await terminal.run('conf t', configPrompt);
  await terminal.run('exit', enabledPrompt);
  await terminal.run('disable', userPrompt);
  terminal.type('exit\r');
  expect(await terminal.ended()).toBe(0);
});

test('console 26: do and show work in configuration mode', async () => {
  await sitting.terminal.run('conf t', configPrompt);
  expect(await sitting.terminal.run('do show version', configPrompt)).toEqual(version);
  expect(await sitting.terminal.run('show version', configPrompt)).toEqual(version);
  expect(await sitting.terminal.run('failover mode primary', configPrompt)).toContain(
    'Did you mean: do failover mode primary',
  );
});

test('a statement is sent in full words and is silent', async () => {
  await sitting.terminal.run('conf t', configPrompt);
  expect(await sitting.terminal.run('fail heartb int 5s', configPrompt)).toEqual([]);
  expect(sitting.worker.bodyOf('POST /v1/config')).toEqual({ lines: ['failover heartbeat interval 5s'] });
  expect(await sitting.terminal.run('sync keep-generations 500', configPrompt)).toEqual([
    `${blanks(configPrompt.length + 22)}^`,
    "% Invalid input detected at '^' marker.",
    '  the largest value is 100',
    '',
  ]);
});

test('console 27: Ctrl-C on a half line starts a new one in the same mode', async () => {
  const { terminal } = sitting;
  await terminal.run('conf t', configPrompt);
  terminal.type('hostn\u0003');
  await terminal.shows(`${configPrompt}hostn^C`);
  await terminal.isAt(configPrompt);
  expect(await terminal.run('', configPrompt)).toEqual([]);
});

test('console 24 and 27: Ctrl-Z takes a begun line before it leaves; Ctrl-C on an empty line leaves, too', async () => {
  const { terminal, worker } = sitting;
  await terminal.run('conf t', configPrompt);
  terminal.type('hostname core9\u001b[D\u001a');
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.text).toContain(`${configPrompt}hostname core9^Z`);
  expect(worker.bodyOf('POST /v1/config')).toEqual({ lines: ['hostname core9'] });
  terminal.type('\u001b[A');
  await terminal.isAt(`${enabledPrompt}hostname core9`);
  terminal.type('\u001a');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls().filter((call) => call === 'POST /v1/config')).toHaveLength(1);
  await terminal.run('conf t', configPrompt);
  terminal.type('\u0003');
  await terminal.shows(`${configPrompt}^C`);
  await terminal.isAt(enabledPrompt);
});

test('console 29: Ctrl-D leaves configuration mode first, then the console', async () => {
  const { terminal } = sitting;
  await terminal.run('conf t', configPrompt);
  terminal.type('\u0004');
  await terminal.isAt(enabledPrompt);
  terminal.type('\u0004');
  expect(await terminal.ended()).toBe(0);
});

test('the prompt says that the worker does not answer', async () => {
  const { terminal, worker } = sitting;
  worker.refuse('GET /v1/failover', 500, { code: 'failed', message: 'The worker is ill' });
  await terminal.run('', 'core2/sec/?# ');
  expect(await terminal.run('show failover', 'core2/sec/?# ')).toEqual(['% The worker is ill']);
});

test('console 48: a dumb terminal gets no escape byte', async () => {
  const dumb = await sitDown({ env: { TERM: 'dumb' } });
  expect(await dumb.terminal.run('show version', userPrompt)).toEqual(version);
  expect(dumb.terminal.raw).not.toContain('\u001b');
});
