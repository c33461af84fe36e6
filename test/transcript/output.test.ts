import { afterEach, expect, test } from '@jest/globals';
import { enabledPrompt, sitDownEnabled, type Sitting, standUp } from '../support/sitting.ts';

afterEach(standUp);

const log = Array.from({ length: 60 }, (_, i) => `${i % 2 === 0 ? 'answer' : 'failure'} ${i + 1}`);

const withLog = (lines: readonly string[], rows = 24): Promise<Sitting> =>
  sitDownEnabled({ rows, prepare: (worker) => worker.replies.set('GET /v1/log', { lines }) });

test('console 30: modifiers filter, also abbreviated and without blanks around the bar', async () => {
  const { terminal } = await withLog(['a 1', 'b 2', '  b 2.1', 'a 3', '  a 3.1']);
  const run = (line: string): Promise<string[]> => terminal.run(line, enabledPrompt);
  expect(await run('show logging | include ^a')).toEqual(['a 1', 'a 3']);
  expect(await run('show logging|inc b')).toEqual(['b 2', '  b 2.1']);
  expect(await run('show logging | exclude a')).toEqual(['b 2', '  b 2.1']);
  expect(await run('show logging | begin a 3')).toEqual(['a 3', '  a 3.1']);
  expect(await run('show logging | section ^b')).toEqual(['b 2', '  b 2.1']);
  expect(await run('show logging | count \\d')).toEqual(['Number of lines which match regexp = 5']);
  expect(JSON.parse((await run('show logging | json')).join('\n'))).toHaveProperty('lines.0', 'a 1');
  expect((await run('show logging | include ('))[0]).toMatch(/^% Invalid regular expression: /);
  expect(await run('show logging | frobnicate')).toEqual([
    '% Invalid output modifier "frobnicate"',
    '  one of append, begin, count, exclude, include, json, no-more, redirect,',
    '    section is needed',
  ]);
});

test('console 32: more lines than the screen are shown page by page', async () => {
  const { terminal } = await withLog(log);
  terminal.type('show logging\r');
  await terminal.isAt(' --More-- ');
  expect(terminal.screen.rows.at(-2)).toBe(log[22]);
  terminal.type('\r');
  await terminal.shows(`${log[23] ?? ''}\n --More--`);
  terminal.type(' ');
  await terminal.shows(`${log[46] ?? ''}\n --More--`);
  terminal.type('q');
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.rows.slice(-2)).toEqual([log[46], enabledPrompt.trimEnd()]);
  expect(terminal.screen.text).not.toContain('--More--');
});

test('console 32: what fits exactly is not paged, nor anything with length 0 or no-more', async () => {
  const { terminal } = await withLog(log.slice(0, 23));
  expect(await terminal.run('show logging', enabledPrompt)).toHaveLength(23);
  await terminal.run('terminal length 10', enabledPrompt);
  terminal.type('show logging\r');
  await terminal.isAt(' --More-- ');
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
  expect(await terminal.run('show logging | no-more', enabledPrompt)).toHaveLength(23);
  const plainPrompt = enabledPrompt.trimEnd();
  await terminal.run('terminal length 0', plainPrompt);
  expect(await terminal.run('show logging', plainPrompt)).toHaveLength(23);
});

test('colour by meaning at a terminal that has it, none with NO_COLOR', async () => {
  const { terminal } = await sitDownEnabled({ env: { NO_COLOR: '' } });
  await terminal.run('show failover', enabledPrompt);
  expect(terminal.raw).toContain('\u001b[32m');
  const plain = await sitDownEnabled();
  await plain.terminal.run('show failover', enabledPrompt);
  expect(plain.terminal.raw).not.toContain('\u001b[32m');
});
