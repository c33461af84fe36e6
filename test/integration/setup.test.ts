import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choosePorts } from '../../demo/ports.ts';
import { projectFolder } from '../../demo/project.ts';
import { Server } from '../../demo/server.ts';
import { ControlClient } from '../../src/control/client.ts';
import { rootAt } from '../../src/control/root.ts';
import { run, type Ran } from '../support/run.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;

describe('understudy-setup with a real worker', () => {
  let folder: string;
  let core1: Server;
  let client: ControlClient;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-setup-'));
    const [ports] = await choosePorts(1);
    core1 = new Server('core1', folder, ports!, new AbortController().signal);
    await core1.create();
    await core1.start();
    client = new ControlClient(rootAt(core1.root));
  });
  afterAll(async () => {
    await core1.stop();
    await rm(folder, { recursive: true });
  });

  const setup = (...args: readonly string[]): Promise<Ran> =>
    run(join(projectFolder, 'bin/understudy-setup'), ['--root', core1.root, ...args]);
  const answers = async (lines: readonly string[], mode = 0o600): Promise<string> => {
    count += 1;
    const file = join(folder, `answers-${count}.conf`);
    await writeFile(file, lines.join('\n'));
    await chmod(file, mode);
    return file;
  };
  const running = async (): Promise<string> => (await client.runningConfig()).text;
  const saved = (): Promise<string> => readFile(join(core1.root, 'etc/understudy/understudy.conf'), 'utf8');

  test('console 52: without a terminal and answers it waits for nobody', async () => {
    const { status, out, err } = await setup();
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('understudy-setup --answers FILE');
  });

  test('console 52: a missing answer is named, and a dry run changes nothing', async () => {
    const before = await running();
    const lacking = await setup('--answers', await answers(['failover heartbeat failures 4']));
    expect({ ...lacking, err: lacking.err.replace(/^.*answers-1/, 'answers-1') }).toEqual({
      status: 2,
      out: '',
      err: 'answers-1.conf: % "enable secret" is missing: it is mandatory, and this server has none yet\n',
    });
    const file = await answers(['failover heartbeat failures 4', 'enable secret s3cret-word'], 0o644);
    const preview = await setup('--answers', file, '--dry-run');
    expect(preview).toMatchObject({ status: 0, out: 'enable secret <secret>\nfailover heartbeat failures 4\n' });
    expect(preview.err).toMatch(/holds a secret and may be read by others/);
    expect(await running()).toBe(before);
  });

  test('what the worker refuses leaves nothing behind (G4)', async () => {
    const before = await running();
    const own = join(core1.root, 'var/lib/understudy');
    const file = await answers(['enable secret s3cret-word', 'banner motd lost', `dataset all kind files path ${own}`]);
    const { status, out, err } = await setup('--answers', file);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain("which is Understudy's own");
    expect(await running()).toBe(before);
    expect(await client.secretIsSet()).toBe(false);
  });

  test('console 52: answers are applied, hashed and saved as one change; a repeat changes nothing', async () => {
    const file = await answers([
      'enable secret s3cret-word',
      'failover mode secondary',
      'trusted-host core9',
      ' address 192.0.2.9',
      ` key ${key}`,
      'failover peer core9',
      'exec-timeout 5 0',
    ]);
    expect(await setup('--answers', file)).toEqual({
      status: 0,
      out: 'The setup is applied and saved\n',
      err: '',
    });
    expect((await client.failover()).mode).toBe('secondary');
    const text = await saved();
    expect(text).toMatch(/^enable secret scrypt\$/m);
    expect(text).toContain('failover peer core9');
    expect(text).not.toContain('s3cret-word');
    await client.enable('s3cret-word');
    const readLog = (): Promise<string> => readFile(join(core1.root, 'var/log/understudy/understudyd.log'), 'utf8');
    let log = await readLog();
    // It is written behind the answer.
    while (!log.includes('setup, failover mode secondary: ok')) log = await readLog();
    expect(log).not.toContain('s3cret-word');
    const again = await answers([...(await running()).split('\n'), 'failover mode secondary']);
    expect(await setup('--answers', again)).toEqual({
      status: 0,
      out: 'Nothing is changed: everything is so already\n',
      err: '',
    });
  });

  test('a worker that has a folder and no host says so, and changes none', async () => {
    expect(await client.hostSettings()).toMatchObject({
      isHost: false,
      manager: null,
      interfaces: [],
      hostname: 'core1',
    });
    const { revision } = await client.runningConfig();
    const before = await running();
    const request = { revision, lines: ['banner motd lost'], save: false, host: { hostname: 'beta' } };
    await expect(client.setup(request)).rejects.toMatchObject({ code: 'refused', exitStatus: 5 });
    expect(await running()).toBe(before);
  });

  test('one that was made from an older configuration is refused', async () => {
    const { revision } = await client.runningConfig();
    await client.configure(['banner motd first']);
    await expect(client.setup({ revision, lines: ['banner motd second'], save: false })).rejects.toMatchObject({
      code: 'refused',
    });
    expect(await running()).toContain('banner motd "first"');
  });
});
