import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { draftFrom } from '../../src/setup/draft.ts';
import { groupsFor } from '../../src/setup/group.ts';
import { FakeControl } from '../support/fake-control.ts';
import { oneShot } from '../support/one-shot.ts';
import { run } from '../support/run.ts';
import { freshServer } from '../support/setup-dialogue.ts';
import { withoutSecret } from '../support/sitting.ts';
import { Terminal } from '../support/terminal.ts';

const program = join(import.meta.dirname, '../../src/setup/main.ts');
const verifyPrompt = 'Is the above information correct (yes, no, or ^): ';

let worker: FakeControl;
let terminal: Terminal | undefined;

beforeEach(async () => {
  terminal = undefined;
  worker = await FakeControl.start();
  worker.replies.set('GET /v1/config', withoutSecret);
  worker.replies.set('GET /v1/config/startup', { ...withoutSecret, text: '!\nend\n' });
  worker.replies.set('GET /v1/enable', { secretSet: false });
});
afterEach(async () => {
  await terminal?.stop();
  await worker.stop();
});

const start = (
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  columns: 0 | 100 = 100,
): Terminal => {
  terminal = Terminal.startProgram([process.execPath, program, '--root', worker.root.path, ...args], {
    columns,
    ...(columns === 0 ? { rows: 0 } : {}),
    env,
  });
  return terminal;
};

/** The answers of a first run: the secret, and Enter for everything else. */
const firstAnswers = groupsFor(freshServer()).flatMap(({ title, parameters }) =>
  title === 'enable secret'
    ? ['', 's3cret-pass', 's3cret-pass']
    : ['', ...parameters.filter(({ isAsked }) => isAsked(draftFrom(freshServer()))).map(() => '')],
);

test('console 51: the first run suggests Yes and names what is mandatory', async () => {
  const screen = start();
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  const { rows } = screen.screen;
  expect(rows).toContain('Welcome to the appliance setup.');
  expect(rows).toContain(
    'Please note that the following parameters are mandatory and must be configured at least once.',
  );
  expect(rows).toContain('    -> enable secret');
  for (const answer of firstAnswers) screen.type(`${answer}\r`);
  await screen.isAt(verifyPrompt);
  expect(screen.screen.rows).toContainEqual(expect.stringMatching(/^\* enable secret +\*{8}$/));
  expect(screen.screen.rows).toContainEqual(expect.stringMatching(/^ {2}hostname +core2$/));
  screen.type('yes\ryes\r');
  expect(await screen.ended()).toBe(0);
  expect(worker.bodyOf('POST /v1/setup')).toEqual({ revision: 1, lines: [], enableSecret: 's3cret-pass', save: true });
  expect(screen.raw).not.toContain('s3cret');
});

test('console 51: Ctrl-C leaves with 130, and nothing was written', async () => {
  const screen = start();
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  screen.type('\r');
  await screen.isAt('Enter a host name [core2]: ');
  screen.type('half\u0003');
  expect(await screen.ended()).toBe(130);
  expect(screen.screen.rows.filter((row) => row !== '').at(-1)).toBe('% Aborted: nothing was changed');
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('a dry run shows the lines and changes nothing', async () => {
  const screen = start(['--dry-run']);
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  for (const answer of firstAnswers) screen.type(`${answer}\r`);
  screen.type('yes\r');
  expect(await screen.ended()).toBe(0);
  expect(screen.screen.rows.filter((row) => row !== '').at(-1)).toBe('enable secret <secret>');
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('console 3: at the first boot "no" leads to the menu, and whoever declines is not asked again', async () => {
  const screen = start(['--boot']);
  await screen.isAt('Setup parameters via Setup Wizard (yes/no) [yes]: ');
  screen.type('no\r');
  await screen.isAt('Would you like the Setup Wizard to be re-run at next boot (yes/no) [no]: ');
  screen.type('\r');
  await screen.shows('## Verify and apply changes ##');
  screen.type('\u0003');
  expect(await screen.ended()).toBe(130);
  expect(existsSync(join(worker.root.path, 'var/lib/understudy/setup-declined'))).toBe(true);
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('what somebody else sets up in the meantime ends the question on the console', async () => {
  const folder = join(worker.root.path, 'etc/understudy');
  await mkdir(folder, { recursive: true });
  const screen = start(['--boot']);
  await screen.isAt('Setup parameters via Setup Wizard (yes/no) [yes]: ');
  screen.type('yes\r');
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  await writeFile(join(folder, 'understudy.conf'), 'hostname core2\n');
  expect(await screen.ended()).toBe(5);
  expect(screen.screen.text).toContain('% This server was set up by somebody else in the meantime');
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('a serial console of unknown size gets what a VT220 knows, in 80 columns, and may erase with ^H and DEL', async () => {
  const screen = start([], { TERM: 'vt220' }, 0);
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  screen.type('n\by\r');
  await screen.isAt('Enter a host name [core2]: ');
  screen.type(`corx\u007fey\b3`);
  await screen.isAt('Enter a host name [core2]: core3');
  screen.type(`${'x'.repeat(70)}${'\u007f'.repeat(70)}`);
  await screen.isAt('Enter a host name [core2]: core3');
  screen.type('\r');
  await screen.isAt('Configure High Availability? (Y)es/(S)kip/(U)se default [Yes]: ');
  screen.type('\u0003');
  expect(await screen.ended()).toBe(130);
  const sequences = [...screen.raw.matchAll(new RegExp(String.raw`\u001b(\[[?\d;]*[A-Za-z]|.)`, 'g'))];
  expect(sequences.map(([, sequence]) => sequence)).not.toContainEqual(
    expect.not.stringMatching(/^\[(\d*[ABCDJK]|\?25[hl])$/),
  );
  expect(screen.screen.rows.filter((row) => row.length > 80)).toEqual([]);
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test('console 48: no escape sequence where the terminal knows none', async () => {
  const screen = start([], { TERM: 'dumb' });
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  screen.type('n\b\u001b[Dn\u007fs\u0015');
  await screen.isAt('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  for (const answer of firstAnswers) screen.type(`${answer}\r`);
  await screen.shows('Is the above information correct (yes, no, or ^):');
  screen.type('yes\ryes\r');
  expect(await screen.ended()).toBe(0);
  expect(screen.raw).not.toContain('\u001b');
  expect(screen.raw).not.toContain('s3cret');
});

test('console 52: without a terminal nobody is asked', async () => {
  const setup = await run(process.execPath, [program, '--root', worker.root.path]);
  expect({ ...setup, err: setup.err.split('\n')[0] }).toEqual({
    status: 2,
    out: '',
    err: '% The setup asks at a terminal, and there is none',
  });
  const { status, out, err } = await oneShot(['--root', worker.root.path, 'setup']);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toBe(
    '% "setup" asks at a terminal, and there is none\n  give the answers in a file: understudy-setup --answers FILE\n',
  );
  expect(worker.calls()).not.toContain('POST /v1/setup');
});

test.each([
  [['--answers'], "% Option '--answers <file>' argument missing"],
  [['--what'], "% Unknown option '--what'"],
  [['now'], /^% Too many arguments/],
  [['--answers', '/dev/zero'], '% The file /dev/zero cannot be read: it has more than 1048576 bytes'],
  [['--answers', '/no/such/file'], /^% The file \/no\/such\/file cannot be read: ENOENT/],
])('console 50: %p is refused with 2 and a sentence', async (args, sentence) => {
  const { status, out, err } = await run(process.execPath, [program, '--root', worker.root.path, ...args]);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err.split('\n')[0]).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
});

test('without a worker, and for an account that is not privileged, it says what to do', async () => {
  const answers = ['--answers', '/dev/null'];
  await worker.stop();
  const down = await run(process.execPath, [program, '--root', '/tmp', ...answers]);
  expect(down).toMatchObject({ status: 1, out: '', err: expect.stringContaining('The worker is not running') });
  worker = await FakeControl.start();
  worker.refuse('GET /v1/config', 403, { code: 'permission', message: 'This command needs privileged mode' });
  const refused = await run(process.execPath, [program, '--root', worker.root.path, ...answers]);
  expect(refused).toMatchObject({ status: 3, out: '', err: '% This command needs privileged mode\n' });
});
