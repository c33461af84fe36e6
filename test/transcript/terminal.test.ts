import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { enabledPrompt, sitDown, sitDownEnabled, standUp, userPrompt } from '../support/sitting.ts';

afterEach(standUp);

const long = 'word '.repeat(30).trim();

test('terminal width breaks text, no width follows the window, and show terminal tells', async () => {
  const { terminal, worker } = await sitDown();
  worker.refuse('GET /v1/version', 500, { code: 'failed', message: long });
  worker.replies.set('GET /v1/key', { key: 'k' });
  expect(await terminal.run('terminal width 40', userPrompt)).toEqual([]);
  expect(await terminal.run('show terminal', userPrompt)).toEqual([
    '  Type     xterm',
    '  Pages    as high as the window, 24',
    '           lines',
    '  Text     broken at 40 columns',
    '  History  2 lines of at most 256',
  ]);
  await terminal.run('terminal no width', userPrompt);
  await terminal.run('terminal length 50', userPrompt);
  expect((await terminal.run('show terminal', userPrompt)).slice(1, 3)).toEqual([
    '  Pages    of 50 lines',
    '  Text     as wide as the window, 80 columns',
  ]);
  expect(JSON.parse((await terminal.run('show terminal | json', userPrompt)).join('\n'))).toEqual({
    type: 'xterm',
    columns: 80,
    rows: 24,
    width: null,
    length: 50,
    plain: false,
    history: { size: 256, lines: 6 },
  });
  await terminal.run('terminal length 0', userPrompt.trimEnd());
  expect((await terminal.run('show terminal', userPrompt.trimEnd()))[2]).toBe(
    '  Text     not broken: driven by a program',
  );
});

test('console 33: the size of the history can be set, holds for later sittings, and the lines can be forgotten', async () => {
  const { terminal, worker } = await sitDown();
  await terminal.run('terminal history size 3', userPrompt);
  for (const line of ['show version', 'show clock', 'show privilege']) await terminal.run(line, userPrompt);
  expect(await terminal.run('show history', userPrompt)).toEqual([
    '  1  show clock',
    '  2  show privilege',
    '  3  show history',
  ]);
  terminal.type('exit\r');
  await terminal.ended();
  const path = join(worker.root.path, '.understudy_history');
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  const again = await sitDown({ env: { HOME: worker.root.path } });
  again.terminal.type('\u001b[A\u001b[A');
  await again.terminal.isAt(`${userPrompt}show history`);
  again.terminal.type('\u0015');
  expect((await again.terminal.run('show terminal', userPrompt)).at(-1)).toBe('  History  3 lines of at most 3');
  await again.terminal.run('clear history', userPrompt);
  expect(await again.terminal.run('show history', userPrompt)).toEqual(['  1  show history']);
  expect(await readFile(path, 'utf8')).toBe('! size 3\nshow history\n');
  await again.terminal.run('terminal no history', userPrompt);
  expect(await again.terminal.run('show history', userPrompt)).toEqual([]);
  expect(await readFile(path, 'utf8')).toBe('! size 0\n');
  again.terminal.type('\u001b[Ax');
  await again.terminal.isAt(`${userPrompt}x`);
});

test('console 30: a chain of modifiers, and a file that takes the answer', async () => {
  const { terminal, worker } = await sitDownEnabled();
  worker.replies.set('GET /v1/log', { lines: ['a 1', 'b 2', 'a 3', 'c 4'] });
  const run = (line: string): Promise<string[]> => terminal.run(line, enabledPrompt);
  expect(await run('show logging | include a|b | exclude 3')).toEqual(['a 1', 'b 2']);
  expect(await run('show log 9 | i a | c 3')).toEqual(['Number of lines which match regexp = 1']);
  expect(await run('show logging | json | include a')).toEqual([
    '% "| json" and "| include" cannot stand together',
    '  JSON is data, the filters take lines of text: leave one of them out',
  ]);
  await run('show logging | include a | redirect answers.txt');
  expect(worker.bodyOf('POST /v1/files/write')).toMatchObject({ name: 'answers.txt', text: 'a 1\na 3\n' });
  expect((await run('show logging | redirect ../x'))[0]).toBe('% Invalid file name "../x"');
  await terminal.run('disable', userPrompt);
  expect(await terminal.run('show logging | redirect x', userPrompt)).toEqual([
    '% "| redirect" writes a file and needs privileged mode: type \'enable\'.',
  ]);
});

test('the prompt is coloured by role where there are colours, and the line is edited at the right place', async () => {
  const { terminal } = await sitDown({ env: { NO_COLOR: '' } });
  expect(terminal.raw).toContain('\u001b[30;43mcore2/sec/stby\u001b[0m> ');
  terminal.type('show vsion\u001b[D\u001b[D\u001b[D\u001b[Der');
  await terminal.shows(`${userPrompt}show version`);
  await terminal.shows({ test: () => terminal.screen.column === `${userPrompt}show ver`.length });
});

test('console 48: at a plain line the console writes no escape sequence, so that programs find the prompt', async () => {
  const { terminal } = await sitDown();
  await terminal.run('show privilege', userPrompt);
  await terminal.run('show foo', userPrompt);
  expect(terminal.raw).not.toContain('\u001b');
});

test('what data holds never steers the terminal', async () => {
  const { terminal, worker } = await sitDown({ env: { NO_COLOR: '' } });
  worker.replies.set('GET /v1/log', { lines: ['\u001b[2Jgone\u0007', 'c1 \u009b31m', 'bidi \u202etxt'] });
  expect(await terminal.run('show logging', userPrompt)).toEqual([
    '\\x1b[2Jgone\\x07',
    'c1 \\x9b31m',
    'bidi \\u202etxt',
  ]);
  worker.refuse('GET /v1/version', 500, { code: 'failed', message: 'bad \u001b]0;title\u0007', hint: '\u001b[31mred' });
  expect(await terminal.run('show version', userPrompt)).toEqual(['% bad \\x1b]0;title\\x07', '  \\x1b[31mred']);
  const json = (await terminal.run('show logging | json', userPrompt)).join('\n');
  expect(json).toContain('\\u009b31m');
  expect(JSON.parse(json)).toEqual({ lines: ['\u001b[2Jgone\u0007', 'c1 \u009b31m', 'bidi \u202etxt'] });
});

test('a line of several rows shows again what is wrong in it; one that is too long is refused as a whole', async () => {
  const { terminal, worker } = await sitDownEnabled();
  const rows = await terminal.run(`show version ${'x'.repeat(30)} ${'y'.repeat(60)}`, enabledPrompt);
  expect(rows.slice(-4)).toEqual([
    `show version ${'x'.repeat(30)} ${'y'.repeat(35)}`,
    '             ^',
    "% Invalid input detected at '^' marker.",
    '',
  ]);
  terminal.type(`failover mode primary ${'x'.repeat(5000)}\r`);
  await terminal.shows('% The line is longer than 4000 characters: it was not taken');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).not.toContain('POST /v1/failover/mode');
});
