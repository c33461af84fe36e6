import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import type { ArchiveStatus, ConfigText, FileText } from '../../src/control/config-shapes.ts';
import type { HistoryEvent } from '../../src/control/shapes.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;

describe('the configuration of a real worker', () => {
  let folder: string;
  let core1: Server;
  const type = async (...lines: string[]): Promise<[exitStatus: number, stdout: string, stderr: string]> => {
    const { exitStatus, stdout, stderr } = await core1.operator.run(
      lines.join('; '),
      lines.flatMap((line) => ['-c', line]),
    );
    return [exitStatus, stdout, stderr];
  };
  const running = async (): Promise<string> => (await core1.operator.read<ConfigText>('show running-config')).text;
  const startup = async (): Promise<string> => (await core1.operator.read<ConfigText>('show startup-config')).text;
  const archive = (): Promise<ArchiveStatus> => core1.operator.read('show archive');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-configuration-'));
    const [ports] = await choosePorts(1);
    core1 = new Server('core1', folder, ports!, new AbortController().signal);
    await core1.create();
    const conf = join(core1.root, 'etc/understudy/understudy.conf');
    const old = `trusted-host core2 address 127.0.0.1 port 9 key ${key}\ndataset old kind files path /srv/old\n`;
    await writeFile(conf, `${await readFile(conf, 'utf8')}${old}`);
    await core1.start();
  });
  afterAll(async () => {
    await core1.stop();
    await rm(folder, { recursive: true });
  });

  test('a file of one line for each entry, as earlier releases wrote it, is read', async () => {
    expect(await running()).toContain(`trusted-host core2\n address 127.0.0.1\n port 9\n key ${key}\n!\ndataset old\n`);
  });

  test('console 41: what is shown, run as a file or read from standard input, gives the same configuration', async () => {
    expect(
      await type(
        'configure terminal',
        'enable secret s3cret-word',
        String.raw`banner motd "one\ntwo"`,
        'service app',
        'command /bin/sleep 1000 --name "a b"',
        'client-port 20080',
        'to 20081',
        'address 127.0.0.1',
        'end',
        'write memory',
      ),
    ).toEqual([0, 'Building configuration...\n[OK]', '']);
    const before = await running();
    expect(before).not.toContain('s3cret-word');
    const saved = await readFile(join(core1.root, 'etc/understudy/understudy.conf'), 'utf8');
    expect(saved.replace(/scrypt\$\S+/, '<secret>')).toBe(before);
    expect((await stat(join(core1.root, 'etc/understudy/understudy.conf'))).mode & 0o777).toBe(0o600);

    const pasted = join(folder, 'pasted.txt');
    await writeFile(pasted, `configure terminal\n${before}`);
    const emptied = [
      'no service app',
      'no client-port 20080',
      'no banner motd',
      'no dataset old',
      'no trusted-host core2',
    ];
    expect(await type('configure terminal', ...emptied)).toEqual([0, '', '']);
    expect(await running()).not.toBe(before);
    expect(await core1.operator.run('pasted', ['-f', pasted])).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(await running()).toBe(before);
    expect((await core1.operator.read<ConfigText>('show running-config')).unsaved).toBe(false);
  });

  test('copies in files and in the archive bring a configuration back exactly, with its secret', async () => {
    const before = await running();
    expect(await type('copy running-config before.conf')).toMatchObject({ 0: 0 });
    expect(await type('configure terminal', 'no enable secret', 'no dataset old')).toMatchObject({ 0: 0 });
    // The file does not know the secret, and there is none left to keep.
    const lost = await type('configure replace before.conf');
    expect(lost).toMatchObject({ 0: 2, 2: expect.stringContaining('a secret that this server does not have') });
    expect(await type('configure terminal', 'enable secret other')).toMatchObject({ 0: 0 });
    const [status, out] = await type('configure replace before.conf');
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      '+ dataset old',
      '+  kind files',
      '+  path /srv/old',
      'The running configuration is now that of before.conf',
    ]);
    const saved = (await archive()).copies.find(({ what }) => what === 'write memory');
    expect(await type(`rollback ${saved?.number ?? 0}`)).toEqual([
      0,
      `! enable secret: changed\nThe running configuration is now that of archive ${saved?.number ?? 0}`,
      '',
    ]);
    expect(await running()).toBe(before);
    expect((await type(`rollback ${saved?.number ?? 0}`))[1]).toBe(
      `The running configuration is already that of archive ${saved?.number ?? 0}`,
    );
    expect(await type('rollback 99999')).toMatchObject([2, '', expect.stringContaining('There is no copy 99999')]);
    expect(await type(`show archive differences ${saved?.number ?? 0}`)).toEqual([
      0,
      `archive ${saved?.number ?? 0} and running-config do not differ`,
      '',
    ]);
  });

  test('a file of commands is all or nothing over commands between its statements', async () => {
    const before = await running();
    const script = join(folder, 'script.txt');
    const lines = ['configure terminal', 'sync start-time 01:11', 'do show version', 'failover peer nosuch', 'end'];
    await writeFile(script, lines.join('\n'));
    for (const more of [[], ['--check']]) {
      const ran = await core1.operator.run('script', ['-f', script, ...more]);
      expect(ran).toMatchObject({
        exitStatus: 2,
        stdout: '',
        stderr: expect.stringContaining('script.txt:4: % failover peer nosuch'),
      });
    }
    expect(await running()).toBe(before);
  });

  test('a bad file changes nothing and its line is named', async () => {
    const before = await running();
    expect(await type('show version | redirect version.txt')).toMatchObject({ 0: 0 });
    expect((await core1.operator.read<FileText>('more version.txt')).text).toContain('Understudy');
    expect(await type('configure replace version.txt')).toMatchObject([
      2,
      '',
      expect.stringContaining('version.txt is no whole configuration: it does not end with the line "end"'),
    ]);
    expect(await type('copy version.txt running-config')).toMatchObject({ 0: 2 });
    expect(await running()).toBe(before);
    expect(await type('delete version.txt')).toEqual([0, 'version.txt is deleted', '']);
    expect(await type('more version.txt')).toMatchObject({ 0: 2 });
  });

  test('what nobody confirmed is still to be rolled back after SIGKILL, and is, here and in startup-config', async () => {
    const before = await running();
    expect(await type('configure confirm 30')).toMatchObject({ 0: 0 });
    expect(await type('configure terminal', 'failover heartbeat failures 77', 'end', 'write memory')).toMatchObject([
      0,
      'Building configuration...\n[OK]',
      expect.stringContaining('changes are not confirmed'),
    ]);
    await core1.kill();
    await core1.start();
    expect(await running()).toContain('failures 77');
    expect((await archive()).pending).toMatchObject({ armed: expect.any(String) });
    expect((await type('configure revert'))[1]).toContain('The configuration was rolled back');
    expect(await running()).toBe(before);
    expect(await startup()).toBe(before);
    const { events } = await core1.operator.read<{ events: HistoryEvent[] }>('show failover history');
    expect(events[0]?.sentence).toContain('The configuration was rolled back');
    expect(await type('configure confirm')).toEqual([0, 'No change waits for a confirmation', '']);
  });

  test('what the operator compares is what he changed', async () => {
    expect(
      await type('configure terminal', 'dataset old', 'path /srv/new', 'show | compare', 'show | compare archive 1'),
    ).toEqual([0, expect.stringMatching(/^ {2}dataset old\n- {2}path \/srv\/old\n\+ {2}path \/srv\/new\n/), '']);
    expect(await type('write erase')).toMatchObject({ 0: 0, 1: '[OK]\nErase of startup-config: complete' });
    expect((await core1.operator.read<ConfigText>('show startup-config')).text).toBe('');
    expect((await archive()).copies[0]?.what).toBe('write erase: what was saved until then');
  });
});
