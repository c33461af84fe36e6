import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import type { FailoverStatus, ServiceStatus } from '../../src/control/shapes.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;

describe('commands on a real worker', () => {
  let folder: string;
  let core1: Server;
  const type = async (...lines: string[]): Promise<[exitStatus: number, stderr: string]> => {
    const { exitStatus, stderr } = await core1.operator.run(
      lines.join('; '),
      lines.flatMap((line) => ['-c', line]),
    );
    return [exitStatus, stderr];
  };
  const status = (): Promise<FailoverStatus> => core1.operator.read('show failover');
  const service = async (): Promise<string | undefined> =>
    (await status()).services.map((one: ServiceStatus) => one.state)[0];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-commands-'));
    const [ports] = await choosePorts(1);
    core1 = new Server('core1', folder, ports!, new AbortController().signal);
    await core1.create();
    await core1.start();
    const session = [
      'configure terminal',
      `service registry command "${core1.serviceCommand}"`,
      `client-port ${core1.ports.client} address 127.0.0.1 to ${core1.ports.application}`,
      'end',
      'write memory',
    ];
    const file = join(folder, 'session.txt');
    await writeFile(file, session.join('\n'));
    expect((await core1.operator.run('session', ['-f', file])).stderr).toBe('');
    while ((await core1.client.countIfServed()) === undefined);
  });
  afterAll(async () => {
    await core1.stop();
    await rm(folder, { recursive: true });
  });

  test('a service that is added is started and served at once', async () => {
    expect(await service()).toBe('running');
    expect(await core1.client.count()).toBe(0);
  });

  test('a service that the operator stopped stays stopped when something else is configured (B6)', async () => {
    expect(await type('service registry stop')).toEqual([0, expect.any(String)]);
    expect(await service()).toBe('stopped');
    expect(
      await type('configure terminal', 'failover heartbeat failures 4', 'client-port 9 address 127.0.0.1 to 9'),
    ).toEqual([0, '']);
    expect(await service()).toBe('stopped');
    expect(await type('configure terminal', 'no client-port 9')).toEqual([0, '']);
    expect(await type('service registry start')).toEqual([0, '']);
    while ((await core1.client.countIfServed()) === undefined);
  });

  test('client connections stay refused across a SIGKILL of everything, until they are enabled (B4, B5)', async () => {
    expect(await type('failover client-connection disable')).toEqual([0, '']);
    expect(await type('failover client-connection disable')).toEqual([0, '']);
    expect(await core1.client.knock()).toBe('refused');
    await core1.kill();
    await core1.start();
    expect((await status()).clientConnection).toBe('disabled');
    expect(await core1.client.knock()).toBe('refused');
    expect(await type('failover client-connection enable')).toEqual([0, '']);
    while ((await core1.client.countIfServed()) === undefined);
  });

  test('a save arms the schedule, "failover mode secondary" stops it and the next save arms it again (C7, B2)', async () => {
    const pair = [
      `trusted-host core2 address 127.0.0.1 port 9 key ${key}`,
      'failover peer core2',
      'high-availability enable',
    ];
    expect(await type('configure terminal', ...pair)).toEqual([0, '']);
    expect((await status()).sync.nextDue).toBeNull();
    expect(await type('failover mode secondary')).toEqual([0, '']);
    expect(await status()).toMatchObject({ mode: 'secondary', sync: { nextDue: null } });
    expect(await type('write memory')).toEqual([0, '']);
    expect(Date.parse((await status()).sync.nextDue ?? '')).toBeGreaterThan(Date.now());
    expect(await type('configure terminal', 'high-availability disable')).toEqual([0, '']);
    expect((await status()).sync.nextDue).toBeNull();
  });

  test('"failover mode primary" works while the peer does not answer, and again with the same result (B1)', async () => {
    expect(await type('configure terminal', 'high-availability enable')).toEqual([0, '']);
    expect(await type('failover mode primary')).toEqual([0, '']);
    const { epoch } = await status();
    expect(await type('failover mode primary')).toEqual([0, '']);
    expect(await status()).toMatchObject({ mode: 'primary', state: 'active', epoch });
  });

  test('a synchronization on a Primary is refused with status 5, from an unknown host with 2', async () => {
    expect(await type('failover sync core2')).toEqual([5, expect.stringContaining('takes no copy from anyone')]);
    expect(await type('failover sync core9')).toEqual([2, expect.stringContaining('Unknown host "core9"')]);
  });
});
