import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { catalog } from '../../src/commands/catalog.ts';
import { enabledPrompt, sitDownEnabled, type Sitting, standUp } from '../support/sitting.ts';

let sitting: Sitting;
beforeEach(async () => {
  sitting = await sitDownEnabled();
});
afterEach(standUp);

/** Types keys at a fresh prompt and gives the rows below them, once the prompt stands there again with `left` behind it. */
const ask = async (keys: string, left: string): Promise<string[]> => {
  const { terminal } = sitting;
  const before = terminal.screen.rows.length;
  const shown = `${enabledPrompt}${left}`.trimEnd();
  terminal.type(keys);
  await terminal.shows({ test: (text) => text.split('\n').length > before && text.split('\n').at(-1) === shown });
  return terminal.screen.rows.slice(before, -1);
};

test('console 2: a question mark on an empty line lists the commands, executes nothing and leaves the line empty', async () => {
  const rows = await ask('?', '');
  expect(rows).toContain('  configure   Change the configuration; "confirm MINUTES" is the safety net');
  const names = rows.filter((row) => /^ {2}\S/.test(row)).map((row) => row.trim().split(' ')[0]);
  const words = catalog
    .filter(({ modes }) => modes?.includes('exec') !== false)
    .map(({ words: all }) => all.split(' ')[0]);
  expect(names).toEqual([...new Set(words)]);
  await sitting.terminal.isAt(enabledPrompt);
});

test('console 3: behind a begun word it lists the names only', async () => {
  expect(await ask('sh?', 'sh')).toEqual(['show']);
  expect(await ask('\u0015c?', 'c')).toEqual(['clear  configure  copy']);
});

test('console 4: behind a blank it lists what may follow, with text', async () => {
  expect(await ask('show ?', 'show ')).toContain(
    '  version         Release of the product and how long the worker has been up',
  );
});

test('console 5: where the line may end it says so, and that the output can be filtered', async () => {
  expect(await ask('show version ?', 'show version ')).toEqual(['  <cr>', '  |     Output modifiers']);
});

test('console 6: values are listed themselves', async () => {
  expect(await ask('failover mode ?', 'failover mode ')).toEqual([
    '  primary    Become Primary, as by an automatic failover; never refused',
    '  secondary  Become Secondary; does not restart the replication scheduler',
  ]);
});

test('console 7: nothing fits: says so and keeps the line', async () => {
  expect(await ask('show xyz?', 'show xyz')).toEqual(['% Unrecognized command']);
});

test('console 8: in mid-line it helps for the left part and keeps the right part and the cursor', async () => {
  const { terminal } = sitting;
  expect(await ask('show version\u001b[D\u001b[D\u001b[D?', 'show version')).toEqual(['version']);
  // The line is drawn first and the cursor put back after it.
  await terminal.shows({ test: () => terminal.screen.column === enabledPrompt.length + 'show vers'.length });
  terminal.type('X');
  await terminal.shows(`${enabledPrompt}show versXion`);
});

test('console 9: Ctrl-V and quotes make it a character of the line', async () => {
  const { terminal } = sitting;
  terminal.type('show \u0016?');
  await terminal.isAt(`${enabledPrompt}show ?`);
  terminal.type('\u0015show logging | include "a?b" c');
  await terminal.isAt(`${enabledPrompt}show logging | include "a?b" c`);
});

test('console 10: Tab completes; with several possibilities the second Tab lists them with text', async () => {
  const { terminal } = sitting;
  terminal.type('sho\tver\t');
  await terminal.isAt(`${enabledPrompt}show version `);
  terminal.type('\u0015show failover \t');
  expect((await ask('\t', 'show failover')).join('\n')).toMatch(/^ {2}sync {2,}\S.*\n/m);
  terminal.type('\u0015failover sync \t');
  await terminal.isAt(`${enabledPrompt}failover sync core1 `);
});

test('console 31: behind the bar it lists the modifiers', async () => {
  expect(await ask('show version | ?', 'show version |')).toEqual([
    '  append    Add to the end of a file of this console',
    '  begin     Begin with the first line that matches',
    '  count     Count the lines that match',
    '  exclude   Leave out the lines that match',
    '  include   Only the lines that match',
    '  json      The data as JSON',
    '  no-more   Without paging',
    '  redirect  Write into a file of this console',
    '  section   The lines that match, each with the indented lines below it',
  ]);
  expect(await ask('\u0015show version | include x | c?', 'show version | include x | c')).toEqual([
    '  count  Count the lines that match',
  ]);
  expect(await ask('\u0015show version | include x ?', 'show version | include x')).toEqual([
    '  LINE  Regular expression',
    '  <cr>',
    '  |     Output modifiers',
  ]);
  sitting.terminal.type('\u0015show version | inc\tx | exc\t');
  await sitting.terminal.isAt(`${enabledPrompt}show version | include x | exclude `);
});

test('help in configuration mode comes from the schema', async () => {
  const { terminal } = sitting;
  await terminal.run('configure terminal', 'core2/sec/stby(config)# ');
  terminal.type('failover heartbeat ?');
  await terminal.shows('  failures  Consecutive heartbeat failures before failover');
  terminal.type('\u0015high-availability ?');
  await terminal.shows('  disable');
});
