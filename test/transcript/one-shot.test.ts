import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnderstudyError } from '../../src/error.ts';
import { FakeControl } from '../support/fake-control.ts';
import { oneShot, type OneShot } from '../support/one-shot.ts';
import { configText, versionStatus } from '../support/status-fixtures.ts';

let worker: FakeControl;
beforeEach(async () => {
  worker = await FakeControl.start();
});
afterEach(() => worker.stop());

const understudy = (args: readonly string[], input?: string): Promise<OneShot> =>
  oneShot(['--root', worker.root.path, ...args], input === undefined ? {} : { input });

const version = [
  'Understudy Software, Version 0.1.0, on Node 26.10.0',
  'core2 uptime is 3 days, 3 hours, 3 minutes',
  'The worker has been up for 2 h 3 min',
  '',
].join('\n');

test('console 44 and 48: the answer alone, without prompt, banner or escape bytes', async () => {
  for (const args of [['-c', 'show version'], ['show', 'version'], ['sh', 'ver'], ['show version']]) {
    expect(await understudy(args)).toEqual({ status: 0, signal: null, out: version, err: '' });
  }
});

test('what concerns a sitting at the prompt is refused by name, not as invalid input', async () => {
  for (const line of ['show history', 'show debugging', 'debug heartbeat']) {
    const { status, out, err } = await understudy(line.split(' '));
    expect({ status, out, err }).toEqual({
      status: 2,
      out: '',
      err: `% "${line}" works only at the prompt of the console.\n`,
    });
  }
});

test('the root can come from the environment', async () => {
  const { out } = await oneShot(['show', 'version'], { env: { UNDERSTUDY_ROOT: worker.root.path } });
  expect(out).toBe(version);
});

test('B7: every show command prints its data with --json and with | json', async () => {
  expect(JSON.parse((await understudy(['show', 'version', '--json'])).out)).toEqual(versionStatus);
  expect(JSON.parse((await understudy(['show version | json'])).out)).toEqual(versionStatus);
  expect(JSON.parse((await understudy(['show', 'version', '| json'])).out)).toEqual(versionStatus);
});

test.each([
  ['bad', 'bad\n^\n'],
  ['show foo', 'show foo\n     ^\n'],
])('console 45: a line that calls nothing (%s)', async (line, shown) => {
  const answer = await understudy(['-c', line]);
  expect(answer).toEqual({
    status: 2,
    signal: null,
    out: '',
    err: `${shown}% Invalid input detected at '^' marker.\n`,
  });
});

test.each([
  [['s'], '% Ambiguous command:  "s"\n  it could be: service, setup, show\n'],
  [['show'], /^% Incomplete command: "show"\n {2}it goes on with: .*failover, /],
  [['show', 'version', '--frob'], `% Unknown option '--frob'\n  "understudy --help" lists the options\n`],
  [['-c'], /^% Option '-c, --command <line>' argument missing\n/],
  [['show', 'version', '-c', 'show version'], /^% words and -c cannot stand together\n/],
  [['show version | include ('], /^% Invalid regular expression: /],
  [['hostname', 'core9'], /That is a setting: type "configure terminal" first.\n$/],
  [['--root', '/no/such/folder', 'show', 'version'], '% --root /no/such/folder is no folder\n'],
])('usage faults have status 2 (%j)', async (args, err) => {
  const answer = await understudy(args);
  expect({ status: answer.status, out: answer.out }).toEqual({ status: 2, out: '' });
  if (typeof err === 'string') expect(answer.err).toBe(err);
  else expect(answer.err).toMatch(err);
});

test.each([
  ['failed', 500, 1],
  ['resource', 507, 1],
  ['usage', 400, 2],
  ['permission', 403, 3],
  ['peer', 504, 4],
  ['refused', 409, 5],
] as const)('a fault %s ends with its status, in words and as JSON', async (code, http, status) => {
  worker.refuse('POST /v1/failover/client-connection', http, {
    code,
    message: 'It did not work',
    hint: 'try "show failover"',
  });
  expect(await understudy(['failover', 'client-connection', 'disable'])).toEqual({
    status,
    signal: null,
    out: '',
    err: '% It did not work\n  try "show failover"\n',
  });
  const json = await understudy(['failover', 'client-connection', 'disable', '--json']);
  expect({ status: json.status, out: json.out }).toEqual({ status, out: '' });
  expect(JSON.parse(json.err)).toEqual({ code, message: 'It did not work', hint: 'try "show failover"' });
});

test('-c lines run in order and stop at the first that fails, with its status', async () => {
  const answer = await understudy(['-c', 'show version', '-c', 'bad', '-c', 'show failover key']);
  expect({ status: answer.status, out: answer.out }).toEqual({ status: 2, out: version });
  expect(worker.calls()).toEqual(['GET /v1/version']);
});

test('console 46: lines from standard input, with the number of the bad one', async () => {
  const answer = await understudy([], '! comment\n\nshow version\nshow bogus\nshow failover key\n');
  expect(answer).toEqual({
    status: 2,
    signal: null,
    out: version,
    err: 'line 4: % Invalid input "bogus" in "show bogus"\n',
  });
  expect(await understudy([], '')).toEqual({ status: 0, signal: null, out: '', err: '' });
  expect((await understudy([], 'show version\nexit\nshow bogus\n')).status).toBe(0);
});

test('statements that stand together are applied together, so that they may refer to each other', async () => {
  const script = 'configure terminal\nfailover peer core1\n!\ntrusted-host core1 address 10.0.0.1\nend\nwrite memory\n';
  expect(await understudy([], script)).toEqual({
    status: 0,
    signal: null,
    out: 'Building configuration...\n[OK]\n',
    err: '',
  });
  expect(worker.seen.map(({ call, body }) => [call, body])).toEqual([
    ['POST /v1/config', { lines: ['failover peer core1', 'trusted-host core1 address 10.0.0.1'] }],
    ['POST /v1/config/save', {}],
    ['GET /v1/glance', undefined],
  ]);
});

test('a statement that the worker refuses is named by its line in the script', async () => {
  worker.refuse('POST /v1/config', 400, {
    code: 'usage',
    message: 'line 2: port 443 is taken',
    hint: 'nothing was changed',
  });
  const answer = await understudy([], 'conf t\nhostname core2\n! comment\nclient-port 443 to 8080\nwrite memory\n');
  expect(answer).toEqual({
    status: 2,
    signal: null,
    out: '',
    err: 'line 4: % port 443 is taken\n  nothing was changed\n',
  });
});

test('what the worker refuses of lines together is named by the lines that it is about', async () => {
  worker.refuse('POST /v1/config', 400, {
    code: 'usage',
    message: 'that cannot be',
    hint: 'mend it; nothing was changed',
  });
  const { status, err } = await understudy([], 'conf t\nhostname core2\n! comment\nclient-port 443 to 8080\nend\n');
  expect({ status, err }).toEqual({
    status: 2,
    err: 'line 2-4: % that cannot be\n  mend it; nothing was changed\n',
  });
});

test('warnings of a change go to standard error and into the data', async () => {
  worker.replies.set('POST /v1/config', {
    message: '',
    changed: true,
    ...configText,
    warnings: ['runs may be skipped'],
  });
  const answer = await understudy(['-c', 'conf t', '-c', 'sync run-every 5m']);
  expect(answer).toEqual({ status: 0, signal: null, out: '', err: '% Warning: runs may be skipped\n' });
});

test('console 47: nothing of a file with a bad line is done; --check only reads', async () => {
  const path = join(worker.root.path, 'script.txt');
  await writeFile(
    path,
    'show version\nconfigure terminal\nhostname core2\nfailover hearbeat interval 5s\nend\nshow bogus\n',
  );
  const faults = [
    `${path}:4: % Invalid input "hearbeat" in "failover hearbeat interval 5s"`,
    '  Did you mean: failover heartbeat interval 5s',
    `${path}:6: % Invalid input "bogus" in "show bogus"\n`,
  ].join('\n');
  expect(await understudy(['-f', path])).toEqual({ status: 2, signal: null, out: '', err: faults });
  expect(await understudy(['-f', path, '--check'])).toEqual({ status: 2, signal: null, out: '', err: faults });
  await writeFile(path, 'show version\nconfigure terminal\nhostname core2\nend\n');
  expect(await understudy(['-f', path, '--check'])).toEqual({ status: 0, signal: null, out: '', err: '' });
  expect(worker.calls()).toEqual(['POST /v1/config/check']);
  expect(await understudy(['-f', path])).toEqual({ status: 0, signal: null, out: version, err: '' });
  expect(worker.calls().slice(1)).toEqual(['POST /v1/config/check', 'GET /v1/version', 'POST /v1/config']);
});

test('console 47: the worker reads all statements of a file, as they will be applied together, before the first line runs', async () => {
  const path = join(worker.root.path, 'script.txt');
  const lines = [
    'configure terminal',
    'sync start-time 01:11',
    'trusted-host core1',
    'address 10.0.0.1',
    'do show version',
    'port 22',
    'exit',
    'enable secret s3cret',
    'enable secret <secret>',
    'end',
    'failover mode secondary',
    'conf t',
    'failover peer nosuch',
    'end',
    'rollback 12',
    'conf t',
    'hostname core9',
  ];
  await writeFile(path, lines.join('\n'));
  worker.replies.set('POST /v1/config/check', {
    faults: [{ group: 3, line: 0, message: 'failover peer nosuch is bad' }],
  });
  for (const options of [[], ['--check']]) {
    expect(await understudy(['-f', path, ...options])).toEqual({
      status: 2,
      signal: null,
      out: '',
      err: `${path}:13: % failover peer nosuch is bad\n  nothing of the configuration was changed\n`,
    });
  }
  expect(worker.calls()).toEqual(['POST /v1/config/check', 'POST /v1/config/check']);
  expect(worker.bodyOf('POST /v1/config/check')).toEqual({
    groups: [
      ['sync start-time 01:11', 'trusted-host core1', 'address 10.0.0.1'],
      ['trusted-host core1', 'port 22'],
      ['enable secret <secret>'],
      ['failover peer nosuch'],
    ],
  });
});

test('what is refused after other lines were applied does not say that nothing was changed', async () => {
  let times = 0;
  worker.replies.set('POST /v1/config', () => {
    if ((times += 1) === 1) return { message: '', changed: true, warnings: [], missing: [], ...configText };
    throw new UnderstudyError('usage', 'the port is taken', { hint: 'nothing was changed' });
  });
  const { status, err } = await understudy([], 'conf t\nhostname core9\ndo show version\nclient-port 80 to 81\n');
  expect({ status, err }).toEqual({
    status: 2,
    err: 'line 4: % the port is taken\n  what the lines before it changed is in force\n',
  });
});

test('without a worker --check still reads the words', async () => {
  const path = join(worker.root.path, 'script.txt');
  await writeFile(path, 'configure terminal\nhostname core2\nend\n');
  const nobody = await FakeControl.start([]);
  const answer = await oneShot(['--root', nobody.root.path, '-f', path, '--check']);
  await nobody.stop();
  expect(answer).toEqual({ status: 0, signal: null, out: '', err: '' });
});

test('a script with --json prints a document on a line for each answer, those of its statements, too', async () => {
  const path = join(worker.root.path, 'script.txt');
  await writeFile(path, 'show version\nconfigure terminal\nsync run-every 5m\nend\nshow failover key | json\n');
  const answers = (out: string): unknown[] =>
    out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  const expected = [versionStatus, { ...configText, message: '', changed: true, warnings: [] }];
  const file = await understudy(['-f', path, '--json']);
  expect(answers(file.out)).toMatchObject([...expected, { key: expect.any(String) }]);
  const input = await understudy(['--json'], 'show version\nshow version\n');
  expect(answers(input.out)).toEqual([versionStatus, versionStatus]);
});

test('--json and a filter are refused together, in a file before anything is done', async () => {
  const path = join(worker.root.path, 'script.txt');
  await writeFile(path, 'show version\nshow version | include core\n');
  const refused = '--json and "| include" cannot stand together';
  const file = await understudy(['-f', path, '--json']);
  expect({ status: file.status, out: file.out }).toEqual({ status: 2, out: '' });
  expect(JSON.parse(file.err)).toMatchObject({ code: 'usage', message: refused, at: `${path}:2` });
  expect((await understudy(['show version | include core', '--json'])).err).toContain(JSON.stringify(refused));
  expect(worker.calls()).toEqual([]);
  expect(await understudy(['-f', path])).toMatchObject({
    status: 0,
    out: `${version}${version.split('\n')[1] ?? ''}\n`,
  });
});

test.each([
  [['show', 'version', '?'], '  <cr>\n  |     Output modifiers\n'],
  [['-c', 'sh?'], 'show\n'],
  [['-c', 'conf t', '-c', 'client-port ?'], '  <1-65535>  Its port\n'],
  [['failover', 'sync', '?'], '  HOST   The server to copy from\n  core1  The other server of the pair\n'],
])('a question mark at the end of %j gives the help of the prompt', async (args, out) => {
  expect(await understudy(args)).toEqual({ status: 0, signal: null, out, err: '' });
});

test('a question mark where there is no help is a usage fault, and an argument elsewhere', async () => {
  expect((await understudy(['show xyz?'])).status).toBe(2);
  expect((await understudy(['show logging | include answered?'])).out.split('\n')).toHaveLength(3);
  expect((await understudy([], 'show ?\n')).status).toBe(2);
});

test('a sentence stays in one piece where there is no terminal', async () => {
  worker.refuse('GET /v1/version', 500, { code: 'failed', message: 'word '.repeat(60).trim() });
  expect((await understudy(['show', 'version'])).err).toBe(`% ${'word '.repeat(60).trim()}\n`);
});

test('console 38: without a terminal nothing is asked and nothing hangs', async () => {
  expect(await understudy(['failover', 'mode', 'primary'])).toEqual({
    status: 0,
    signal: null,
    out: 'core2 is Primary\n',
    err: '',
  });
  expect(worker.calls()).toEqual(['POST /v1/failover/mode']);
});

test('console 39: what is so already is no failure', async () => {
  worker.replies.set('POST /v1/failover/mode', { message: 'core2 is already Secondary', changed: false, warnings: [] });
  expect(await understudy(['failover', 'mode', 'secondary'])).toEqual({
    status: 0,
    signal: null,
    out: 'core2 is already Secondary\n',
    err: '',
  });
});

test('console 49: a reader that has seen enough is no failure', async () => {
  worker.replies.set('GET /v1/log', { lines: Array.from({ length: 10_000 }, (_, i) => `${'x'.repeat(80)} ${i}`) });
  const shell = `${process.execPath} src/console/main.ts --root ${worker.root.path} show logging 10000 | head -1`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-o', 'pipefail', '-c', shell]);
  expect({ stdout, stderr }).toEqual({ stdout: `${'x'.repeat(80)} 0\n`, stderr: '' });
});

test('--help lists the options and the commands, and behind words that of the command', async () => {
  expect((await understudy(['--help'])).out).toMatch(/^Usage: understudy \[options\] \[WORDS...\]\n/);
  expect((await understudy(['fail', 'mode', '--help'])).out).toMatch(/^Usage: understudy failover mode <mode>\n/);
  expect((await understudy(['--version'])).out).toMatch(/^Understudy \d+\.\d+\.\d+\n$/);
});

test('console 50: a worker that answers nonsense is a failure in words', async () => {
  worker.replies.set('GET /v1/failover', {});
  const { status, err } = await understudy(['show', 'failover']);
  expect(status).toBe(1);
  expect(err).toMatch(/^% The console met something it does not understand\n/);
  expect(err).not.toMatch(/\n\s+at |undefined|\[object/);
});
