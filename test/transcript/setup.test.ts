import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { glanceOf } from '../support/glance-of.ts';
import { enabledPrompt, sitDownEnabled, standUp, type Sitting } from '../support/sitting.ts';
import { failoverStatus } from '../support/status-fixtures.ts';

const groupPrompt = (title: string, suggested = 'Skip'): string =>
  `Configure ${title}? (Y)es/(S)kip/(U)se default [${suggested}]: `;
const groups = [
  'hostname',
  'High Availability',
  'enable secret',
  'peer parameters',
  'heartbeat and failover',
  'synchronization schedule',
  'heartbeats and replication',
  'health pages',
  'console parameters',
];
const verifyPrompt = 'Is the above information correct (yes, no, or ^): ';
const savePrompt = 'Save the configuration, so that it holds after a restart (yes/no) [yes]: ';

let sitting: Sitting;
/** Types answers, each at the prompt it is meant for. */
const answer = async (...answers: readonly (readonly [prompt: string, text: string])[]): Promise<void> => {
  const { terminal } = sitting;
  for (const [prompt, text] of answers) {
    await terminal.isAt(prompt);
    terminal.type(`${text}\r`);
  }
};
const pass = (...titles: readonly string[]): (readonly [string, string])[] =>
  titles.map((title) => [groupPrompt(title), ''] as const);

beforeEach(async () => {
  sitting = await sitDownEnabled();
  // Set, so that the wizard does not insist on one.
  sitting.worker.replies.set('GET /v1/enable', { secretSet: true });
  sitting.terminal.type('setup\r');
  await sitting.terminal.isAt(groupPrompt('hostname'));
});
afterEach(standUp);

const history = async (): Promise<string> => {
  const lines = await sitting.terminal.run('show history', enabledPrompt);
  return lines.join('\n') + (await readFile(join(sitting.worker.root.path, '.understudy_history'), 'utf8'));
};

test('console 51: the wizard in the console sends one change, and nothing of the answers reaches the history', async () => {
  const { terminal, worker } = sitting;
  expect(terminal.screen.rows).toContain('Current hostname=[core2]');
  await answer(
    [groupPrompt('hostname'), 'y'],
    ['Enter a host name [core2]: ', 'co_re'],
    ['Enter a host name [core2]: ', 'core3'],
    ...pass('High Availability'),
    [groupPrompt('enable secret'), 'y'],
    ['Enable secret [********]: ', 's3cret-pass'],
    ['Enable secret again: ', 's3cret-pass'],
    ...pass(...groups.slice(3)),
    [verifyPrompt, ''],
  );
  await terminal.shows('Please enter "yes", "no" or "^".');
  expect(worker.calls()).not.toContain('POST /v1/setup');
  await answer([verifyPrompt, 'yes'], [savePrompt, '']);
  await terminal.isAt(enabledPrompt);
  expect(worker.bodyOf('POST /v1/setup')).toEqual({
    revision: 1,
    lines: ['hostname core3'],
    enableSecret: 's3cret-pass',
    save: true,
  });
  expect(terminal.screen.text).toContain('***Configuration successful***\nBuilding configuration...\n[OK]');
  expect(terminal.raw).not.toContain('s3cret');
  const remembered = await history();
  expect(remembered).toContain('setup');
  expect(remembered).not.toMatch(/s3cret|core3|co_re|\^/);
  terminal.type('\u001b[A\u001b[A');
  await terminal.isAt(`${enabledPrompt}setup`);
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('console 51: %s leaves the wizard, nothing was written, and the console lives', async (_name, key) => {
  const { terminal, worker } = sitting;
  await answer([groupPrompt('hostname'), 'y'], ['Enter a host name [core2]: ', 'core3']);
  await terminal.isAt(groupPrompt('High Availability'));
  terminal.type(`half${key}`);
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.rows.at(-2)).toBe('% Aborted: nothing was changed');
  expect(worker.calls()).not.toContain('POST /v1/setup');
  expect(await terminal.run('show privilege', enabledPrompt)).toEqual(['Current privilege level is 15']);
  expect(await history()).not.toMatch(/core3|half/);
});

test('console 51: ^ goes back out of a password', async () => {
  const { terminal } = sitting;
  await answer(
    ...pass('hostname'),
    ...pass('High Availability'),
    [groupPrompt('enable secret'), 'y'],
    ['Enable secret [********]: ', 'first-one'],
    ['Enable secret again: ', 'second-two'],
    ['Enable secret [********]: ', '^'],
    [groupPrompt('enable secret', 'Yes'), '^'],
    ...pass('High Availability'),
  );
  await terminal.isAt(groupPrompt('enable secret', 'Yes'));
  expect(terminal.screen.rows).toContain('The two values do not match.  Please try again.');
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
});

test('console 53: Enter alone changes nothing', async () => {
  const { terminal, worker } = sitting;
  await answer(...pass(...groups));
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.rows.slice(-4, -1)).toEqual(['', 'No parameter was changed.', 'Exiting setup script...']);
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('answers that are pasted at once are all taken, in order', async () => {
  const { terminal, worker } = sitting;
  worker.replies.set('POST /v1/setup', { message: '', changed: true, warnings: [], saved: false });
  terminal.type(`y\rcore4\r${'\r'.repeat(groups.length - 1)}yes\rno\r`);
  await terminal.isAt(enabledPrompt);
  expect(worker.bodyOf('POST /v1/setup')).toEqual({ revision: 1, lines: ['hostname core4'], save: false });
  expect(terminal.screen.rows).toContain('The configuration is not saved: "write memory" saves it.');
});

test('a long secret moves nothing on the screen', async () => {
  const { terminal, worker } = sitting;
  const long = 'x'.repeat(200);
  await answer(
    ...pass('hostname'),
    ...pass('High Availability'),
    [groupPrompt('enable secret'), 'y'],
    ['Enable secret [********]: ', long],
    ['Enable secret again: ', long],
    ...pass(...groups.slice(3)),
    [verifyPrompt, 'y'],
    [savePrompt, 'n'],
  );
  await terminal.isAt(enabledPrompt);
  expect(worker.bodyOf('POST /v1/setup')).toMatchObject({ enableSecret: long });
  expect(terminal.raw).not.toContain('xx');
});

test('console 43: the wizard is closed with the console when nothing is typed', async () => {
  await sitting.end();
  const idle = { ...glanceOf(failoverStatus()), execTimeoutMs: 2000 };
  sitting = await sitDownEnabled({ prepare: (worker) => worker.replies.set('GET /v1/glance', idle) });
  const { terminal, worker } = sitting;
  worker.replies.set('GET /v1/enable', { secretSet: true });
  terminal.type('setup\r');
  await terminal.isAt(groupPrompt('hostname'));
  expect(await terminal.ended()).toBe(0);
  expect(terminal.screen.text).toMatch(/% Nothing was typed for .*: this console is closed/);
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('what the worker refuses is told, and the console goes on', async () => {
  const { terminal, worker } = sitting;
  worker.refuse('POST /v1/setup', 409, {
    code: 'refused',
    message: 'The configuration was changed by somebody else in the meantime',
  });
  terminal.type(`y\rcore4\r${'\r'.repeat(groups.length - 1)}yes\ryes\r`);
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.rows.slice(-5, -1)).toEqual([
    'Setup will now attempt to apply the configuration.',
    '',
    'ERROR: One or more of the requested configurations was not applied.',
    '% The configuration was changed by somebody else in the meantime',
  ]);
});
