import { afterEach, describe, expect, test } from '@jest/globals';
import { configuring } from '../support/fake-configuration.ts';
import { FakeControl } from '../support/fake-control.ts';
import { glanceOf } from '../support/glance-of.ts';
import { oneShot, type OneShot } from '../support/one-shot.ts';
import {
  configPrompt,
  enabledPrompt,
  sitDown,
  sitDownEnabled,
  standUp,
  userPrompt,
  type Sitting,
} from '../support/sitting.ts';
import { failoverStatus } from '../support/status-fixtures.ts';

afterEach(standUp);

const at = (words: string): string => configPrompt.replace('(config)', `(config-${words})`);

/** Sits in configuration mode, in front of a worker that understands it. */
const sitConfiguring = async (...before: string[]): Promise<Sitting & { text: () => string }> => {
  const sitting = await sitDownEnabled();
  const { text } = configuring(sitting.worker, before);
  await sitting.terminal.run('conf t', configPrompt);
  return { ...sitting, text };
};

test('a console that starts or is left while a roll-back waits says so', async () => {
  const rollsBackAt = '2026-11-21T05:46:12.000Z';
  const sentence = '% The configuration is rolled back at 05:46 GMT unless "configure confirm" keeps it';
  const { terminal } = await sitDown({
    prepare: (worker) => worker.replies.set('GET /v1/glance', glanceOf(failoverStatus(), { rollsBackAt })),
  });
  expect(terminal.screen.rows.filter((row) => row === sentence)).toHaveLength(1);
  terminal.type('exit\r');
  await terminal.shows(new RegExp(`${sentence}[^]*exit[^]*${sentence}`));
});

const unsaved = 'The configuration is not saved: a restart of this server loses it; "write memory" saves it';
const isUnsaved = (worker: FakeControl): void =>
  void worker.replies.set('GET /v1/glance', glanceOf(failoverStatus(), { unsaved: true }));

test('a console that is left while the configuration is not saved says so, and asks nothing', async () => {
  const { terminal } = await sitDownEnabled({ prepare: isUnsaved });
  await terminal.run('conf t', configPrompt);
  expect(await terminal.run('end', enabledPrompt)).toEqual([]);
  terminal.type('exit\r');
  expect(await terminal.ended()).toBe(0);
  const hint = '% The configuration is not saved: "write memory", or a restart loses it';
  expect(terminal.screen.rows.filter((row) => row === hint)).toHaveLength(1);
});

test('nor is that said where it is saved, or to a program', async () => {
  for (const options of [{}, { prepare: isUnsaved }]) {
    const { terminal } = await sitDown(options);
    if ('prepare' in options) await terminal.run('terminal length 0', userPrompt.trimEnd());
    terminal.type('exit\r');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen.text).not.toContain('not saved');
  }
});

test('a script that configures and does not save is told so, and no other', async () => {
  const worker = await FakeControl.start();
  try {
    configuring(worker, []);
    isUnsaved(worker);
    const run = (input: string, ...more: string[]): Promise<OneShot> =>
      oneShot(['--root', worker.root.path, ...more], { input });
    const change = 'configure terminal\nclient-port 8080\nto 18080\nend\n';
    const warning = `% Warning: ${unsaved.replace('The', 'the')}\n`;
    expect(await run(change, '-f', '-')).toMatchObject({ status: 0, out: '', err: warning });
    expect((await run('configure terminal\nclient-port 8081\nto 18081\nbogus\n')).err).toContain(warning);
    expect((await run('show version\n')).err).toBe('');
    expect((await run('', '-c', 'configure terminal', '-c', 'hostname core5')).err).toBe('');
    expect((await run('configure terminal\nclient-port 8082\nto 18082\nend\n', '--json')).err).toBe('');
    worker.replies.set('GET /v1/glance', glanceOf(failoverStatus()));
    expect((await run('configure terminal\nclient-port 8083\nto 18083\nend\n')).err).toBe('');
  } finally {
    await worker.stop();
  }
});

test('configure terminal revert timer N arms the roll-back and enters configuration mode; its help says minutes', async () => {
  const { terminal, worker } = await sitDownEnabled();
  worker.replies.set('POST /v1/config/confirm', { message: 'Changes are rolled back', changed: true, warnings: [] });
  expect(await terminal.run('conf t rev timer 5', configPrompt)).toEqual([
    'Changes are rolled back',
    'Enter configuration commands, one per line.  End with CNTL/Z.',
  ]);
  expect(worker.bodyOf('POST /v1/config/confirm')).toEqual({ minutes: 5 });
  await terminal.run('end', enabledPrompt);
  terminal.type('configure confirm ?');
  await terminal.shows(/<1-1440> +Minutes until what nobody confirmed is rolled back/);
  terminal.type('\u0015configure terminal ?');
  await terminal.shows(/revert +Roll back by itself what nobody confirms/);
  terminal.type('\u0015?');
  await terminal.shows(/configure +.*"confirm MINUTES" is the safety net/);
});

describe('entries of the configuration', () => {
  test('console 24: an entry is a mode of its own; exit leaves it, end and Ctrl-Z leave configuration mode, Ctrl-D one level', async () => {
    const { terminal, text } = await sitConfiguring();
    await terminal.run('client-port 8080', at('client-port'));
    expect(await terminal.run('to 18080', at('client-port'))).toEqual([]);
    expect(text()).toContain('client-port 8080\n to 18080\n');
    await terminal.run('exit', configPrompt);
    await terminal.run('client-port 8080', at('client-port'));
    terminal.type('\u0004');
    await terminal.isAt(configPrompt);
    await terminal.run('client-port 8080', at('client-port'));
    await terminal.run('end', enabledPrompt);
    await terminal.run('conf t', configPrompt);
    await terminal.run('client-port 8080', at('client-port'));
    terminal.type('address 10.0.0.1\u001a');
    await terminal.isAt(enabledPrompt);
    expect(text()).toContain('client-port 8080\n address 10.0.0.1\n to 18080\n');
  });

  test('a statement from outside leaves the entry, and one that is refused does not (FRR #7465)', async () => {
    const { terminal, text } = await sitConfiguring('client-port 8080', 'to 18080');
    await terminal.run('client-port 8080', at('client-port'));
    expect(await terminal.run('failover heartbeat failures 0', at('client-port'))).toContain(
      '  the smallest value is 1',
    );
    expect(await terminal.run('failover peer core9', at('client-port'))).toEqual([
      '% failover peer core9 is no trusted host: add "trusted-host core9 …" first, or',
      '  name another peer',
      '  nothing was changed',
    ]);
    expect(await terminal.run('to 99999', at('client-port'))).toContain('  the largest value is 65535');
    expect(await terminal.run('no to', at('client-port'))).toEqual([
      '% client-port 8080: "to" has to be there: set another one, or remove all of it',
      '  with "no client-port 8080"',
      '  nothing was changed',
    ]);
    await terminal.run('failover heartbeat failures 7', configPrompt);
    await terminal.run('client-port 8080', at('client-port'));
    await terminal.run('service app', at('service'));
    await terminal.run('no client-port 8080', configPrompt);
    expect(text()).toContain('failures 7');
    expect(text()).not.toContain('client-port');
  });

  test('console 15: an entry whose name is refused is not entered (FRR #7465)', async () => {
    const { terminal, text } = await sitConfiguring();
    expect(await terminal.run('dataset ../etc', configPrompt)).toContain("% Invalid input detected at '^' marker.");
    expect(await terminal.run('client-port 70000', configPrompt)).toContain('  the largest value is 65535');
    expect(await terminal.run('client-port', configPrompt)).toContain('% Incomplete command.');
    expect(text()).not.toContain('client-port');
  });

  test('a new entry is made when it is whole; left before, it says what is missing and changes nothing', async () => {
    const { terminal, text } = await sitConfiguring();
    await terminal.run('dataset files', at('dataset'));
    await terminal.run('kind files', at('dataset'));
    expect(await terminal.run('path relative', at('dataset'))).toContain(
      '  an absolute path without . or .. is needed',
    );
    expect(text()).not.toContain('dataset');
    expect((await terminal.run('exit', configPrompt)).join('\n')).toBe(
      '% Warning: dataset files was not made: "path /PATH" is missing',
    );
    await terminal.run('dataset files', at('dataset'));
    expect((await terminal.run('hostname core5', configPrompt)).join(' ')).toContain(
      '"kind files|sqlite" and "path /PATH"',
    );
    expect(text()).toContain('hostname core5');
    expect(text()).not.toContain('dataset');
    await terminal.run('dataset files', at('dataset'));
    await terminal.run('path /srv/files', at('dataset'));
    await terminal.run('kind sqlite', at('dataset'));
    expect(await terminal.run('kind files', at('dataset'))).toEqual([]);
    expect(await terminal.run('end', enabledPrompt)).toEqual([]);
    expect(text()).toContain('dataset files\n kind files\n path /srv/files\n');
  });

  test('console 26: do and show work in an entry, and it stays open', async () => {
    const { terminal } = await sitConfiguring('client-port 8080', 'to 18080');
    await terminal.run('client-port 8080', at('client-port'));
    expect((await terminal.run('do show version', at('client-port')))[0]).toMatch(/^Understudy .*0\.1\.0/);
    expect((await terminal.run('show privilege', at('client-port')))[0]).toBe('Current privilege level is 15');
    expect(await terminal.run('show | include client', at('client-port'))).toEqual(['client-port 8080']);
  });

  test('console 2: ? in an entry lists its parts', async () => {
    const { terminal } = await sitConfiguring();
    await terminal.run('dataset files', at('dataset'));
    terminal.type('?');
    await terminal.shows('  kind     A folder of files or an SQLite database');
    await terminal.isAt(at('dataset'));
  });

  test('console 41: what show running-config prints is pasted back and nothing changes', async () => {
    const { terminal, text } = await sitConfiguring(
      'banner motd "one\\ntwo"',
      'exec-timeout 5 30',
      'dataset files',
      'kind files',
      'path "/srv/my files"',
      'service app',
      `command /bin/app --name "a b" 'c'`,
      'client-port 8080',
      'to 18080',
    );
    const before = text();
    const rows = (await terminal.run('do show running-config | no-more', configPrompt)).map((row) => row.trimEnd());
    expect(`${rows.join('\n')}\n`).toBe(before);
    for (const entry of [
      'no dataset files',
      'no service app',
      'no client-port 8080',
      'no banner motd',
      'no exec-timeout',
    ])
      await terminal.run(entry, configPrompt);
    expect(text()).not.toBe(before);
    terminal.type(rows.map((row) => `${row}\r`).join(''));
    await terminal.isAt(enabledPrompt);
    expect(text()).toBe(before);
  });
});

describe('entries in scripts', () => {
  const lines = ['conf t', 'dataset files', ' kind files', '!', ' path /srv/files', 'exit', 'hostname core5', 'end'];
  let worker: FakeControl;
  afterEach(() => worker.stop());
  const script = (input: string, ...args: string[]): Promise<OneShot> =>
    oneShot(['--root', worker.root.path, ...args], { input });

  test('console 46: a block on standard input is sent as one change', async () => {
    worker = await FakeControl.start();
    const { text } = configuring(worker);
    const answer = await script(`${lines.join('\n')}\n`);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(text()).toContain('dataset files\n kind files\n path /srv/files\n');
    expect(worker.bodyOf('POST /v1/config')).toEqual({
      lines: ['dataset files', 'kind files', 'path /srv/files', 'hostname core5'],
    });
  });

  test('console 46: an incomplete block is a fault of the line that began it, and nothing of it holds', async () => {
    worker = await FakeControl.start();
    const { text } = configuring(worker);
    const answer = await script('conf t\nhostname core5\ndataset files\n kind files\nend\n');
    expect(answer.status).toBe(2);
    expect(answer.err).toContain('line 3: % dataset files: "path /PATH" is missing');
    expect(text()).not.toContain('core5');
  });

  test('a block goes on behind a command that is run in the middle of it', async () => {
    worker = await FakeControl.start();
    const { text } = configuring(worker, ['client-port 80', 'to 8000']);
    const input =
      'conf t\nclient-port 80\n to 8001\n do show version\n address 10.0.0.1\nexit\nservice app\ncommand /bin/app\n';
    expect(await script(input)).toMatchObject({ status: 0 });
    expect(text()).toContain('client-port 80\n address 10.0.0.1\n to 8001\n');
    expect(text()).toContain('service app\n command /bin/app\n');
  });

  test('console 47: a bad part in a block is found before anything is done', async () => {
    worker = await FakeControl.start();
    configuring(worker);
    const input = 'conf t\ndataset files\n kind files\n colour blue\n';
    const answer = await script(input, '-f', '-');
    expect(answer.status).toBe(2);
    expect(answer.err).toMatch(/^-:4: % Invalid input/);
    expect(worker.calls()).not.toContain('POST /v1/config');
  });
});

describe('the configuration as a whole', () => {
  test('configure replace shows the difference and asks; no is the default', async () => {
    const { terminal, worker } = await sitDownEnabled();
    terminal.type('configure replace before.conf\r');
    await terminal.shows('- failover heartbeat failures 5\n+ failover heartbeat failures 4\n');
    await terminal.isAt('Continue? [yes/no] (no): ');
    expect(await terminal.run('', enabledPrompt)).toEqual(['% Not done: nothing was changed']);
    expect(worker.bodyOf('POST /v1/config/replace')).toMatchObject({ dryRun: true });
    terminal.type('rollback 12\r');
    await terminal.isAt('Continue? [yes/no] (no): ');
    expect(await terminal.run('yes', enabledPrompt)).toEqual(['The running configuration is now that of before.conf']);
    expect(worker.bodyOf('POST /v1/config/replace')).toEqual({ source: { kind: 'archive', number: 12 }, revision: 3 });
    expect(await terminal.run('configure replace before.conf force', enabledPrompt)).toHaveLength(3);
  });

  test('console 2.1: write erase asks in the words that operators know, Enter agrees', async () => {
    const { terminal, worker } = await sitDownEnabled();
    terminal.type('write erase\r');
    await terminal.shows('Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]');
    terminal.type('n');
    await terminal.isAt(enabledPrompt);
    expect(worker.calls()).not.toContain('POST /v1/config/erase');
    terminal.type('write erase\r');
    await terminal.isAt('Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]');
    expect(await terminal.run('', enabledPrompt)).toEqual(['[OK]', 'Erase of startup-config: complete']);
  });

  test('files of the console: listed, shown, deleted after a question', async () => {
    const { terminal, worker } = await sitDownEnabled();
    expect((await terminal.run('dir', enabledPrompt))[1]).toMatch(/^before\.conf {2}80 bytes/);
    expect(await terminal.run('more before.conf', enabledPrompt)).toEqual(['hostname core2']);
    expect(await terminal.run('more ../etc/passwd', enabledPrompt)).toContain(
      '  a name of up to 64 letters, digits, ".", "_" and "-" is needed',
    );
    terminal.type('delete before.conf\r');
    await terminal.isAt('Delete before.conf? [confirm]');
    expect(await terminal.run('', enabledPrompt)).toEqual(['before.conf is deleted']);
    expect(worker.bodyOf('POST /v1/files/delete')).toEqual({ name: 'before.conf' });
  });

  test('the archive: listed, one of them shown, differences, and live numbers behind ?', async () => {
    const { terminal } = await sitDownEnabled();
    const [head, first] = await terminal.run('show archive', enabledPrompt);
    expect(head).toMatch(/^ {2}No {2}When .* By .* What$/);
    expect(first).toMatch(/^ {2}12 .* root at pts\/1 {2}write memory$/);
    expect(await terminal.run('show archive 12 | include peer', enabledPrompt)).toEqual(['failover peer core1']);
    expect(await terminal.run('show archive differences 12', enabledPrompt)).toEqual([
      '--- archive 12',
      '+++ running-config',
      '+ failover heartbeat failures 4',
    ]);
  });
});
