import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import type { Call, Outcome } from '../../../src/commands/declaration.ts';
import { execPlace } from '../../../src/commands/exec-place.ts';
import { resolve } from '../../../src/commands/resolve.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import { callWith, mutedOperator } from '../../support/call.ts';

const { PATH } = process.env;
let folder: string;
/** A program on the PATH that writes down its arguments and says this. */
const program = async (name: string, script: string): Promise<void> => {
  await writeFile(join(folder, name), `#!/bin/sh\nprintf "%s\\n" "$*" >> ${folder}/asked\n${script}\n`);
  await chmod(join(folder, name), 0o755);
};
const asked = (): Promise<string> => readFile(join(folder, 'asked'), 'utf8');
const client = {
  trustedHosts: () => Promise.resolve({ hosts: [{ name: 'core1', address: '10.0.0.1' }] }),
} as unknown as ControlClient;
const type = async (words: string, values: Call['values'], parts: Partial<Call> = {}): Promise<Outcome> =>
  catalog.find((one) => one.words === words)!.run(callWith(client, values, parts));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-host-'));
  process.env['PATH'] = `${folder}:/bin:/usr/bin`;
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(folder, { recursive: true });
});

const replies = `cat <<'X'
PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.2 ms

--- 10.0.0.1 ping statistics ---
2 packets transmitted, 1 received, 50% packet loss, time 1016ms
rtt min/avg/max/mdev = 0.200/0.210/0.220/0.083 ms
X`;

describe('ping', () => {
  test('a trusted host by its address, as often as was asked for; what came of it is data', async () => {
    await program('ping', replies);
    const outcome = await type('ping', { host: 'core1', count: 'count', amount: '2' });
    expect(await asked()).toBe('-n -c 2 -W 2 10.0.0.1\n');
    expect(outcome.data).toEqual({
      host: 'core1',
      address: '10.0.0.1',
      sent: 2,
      received: 1,
      shortestMs: 0.2,
      meanMs: 0.21,
      longestMs: 0.22,
    });
    expect(outcome.status).toBe(0);
    expect(outcome.text(plain)).toContain('50% packet loss');
  });

  test('where somebody watches, lines come as they are printed and are not repeated', async () => {
    await program('ping', replies);
    const notes: string[] = [];
    const outcome = await type('ping', { host: 'core9' }, { operator: { ...mutedOperator(notes), watches: true } });
    expect(await asked()).toBe('-n -c 5 -W 2 core9\n');
    expect(notes).toContain('64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.2 ms');
    expect(outcome.text(plain)).toBe('');
    notes.length = 0;
    const operator = { ...mutedOperator(notes), watches: true };
    const filtered = await type('ping', { host: 'core9' }, { operator, isFiltered: true });
    expect(notes).toEqual([]);
    expect(filtered.text(plain)).toContain('icmp_seq=1');
  });

  test('nobody answers, or nobody has the name: 4', async () => {
    await program('ping', 'echo "5 packets transmitted, 0 received, 100% packet loss"; exit 1');
    expect(await type('ping', { host: 'core1' })).toMatchObject({ status: 4, data: { received: 0, meanMs: null } });
    await program('ping', 'echo "ping: core9: Name or service not known" >&2; exit 2');
    await expect(type('ping', { host: 'core9' })).rejects.toMatchObject({
      exitStatus: 4,
      message: 'core9 cannot be reached: core9: Name or service not known',
    });
  });

  test('a program that is missing is named with its package', async () => {
    process.env['PATH'] = folder;
    await expect(type('ping', { host: 'core1' })).rejects.toMatchObject({
      code: 'resource',
      message: 'The program ping is missing on this host',
      hint: 'the administrator installs it with "apt-get install iputils-ping"',
    });
  });

  test('console 28: Ctrl-C interrupts the program itself and ends it', async () => {
    await program(
      'ping',
      `trap 'echo interrupted >> ${folder}/asked; exit 0' INT\necho "PING"\nwhile :; do sleep 0.05; done`,
    );
    const controller = new AbortController();
    const operator = { ...mutedOperator(), watches: true, note: () => controller.abort() };
    await expect(type('ping', { host: 'core1' }, { operator, signal: controller.signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(await asked()).toContain('interrupted');
  });
});

describe('traceroute', () => {
  const head = 'traceroute to 10.0.0.1 (10.0.0.1), 30 hops max, 60 byte packets';

  test('reached where the last hop is the target', async () => {
    await program('traceroute', `printf '${head}\\n 1  192.0.2.1  0.2 ms\\n 2  10.0.0.1  0.9 ms\\n'`);
    const outcome = await type('traceroute', { host: 'core1' });
    expect(outcome).toMatchObject({
      status: 0,
      data: { reached: true, hops: ['1  192.0.2.1  0.2 ms', '2  10.0.0.1  0.9 ms'] },
    });
  });

  test('not reached: 4; what it complains about is told', async () => {
    await program('traceroute', `printf '${head}\\n 1  192.0.2.1  0.2 ms\\n 2  *\\n'`);
    expect(await type('traceroute', { host: 'core1' })).toMatchObject({ status: 4, data: { reached: false } });
    await program('traceroute', 'echo "core9: Temporary failure in name resolution" >&2; exit 2');
    await expect(type('traceroute', { host: 'core9' })).rejects.toMatchObject({ exitStatus: 4 });
  });
});

describe('host', () => {
  test('the addresses of a name, once each, and the names of an address', async () => {
    expect((await type('host', { name: 'localhost' })).data).toMatchObject({ name: 'localhost', names: [] });
    await program('getent', `printf '10.0.0.1 STREAM core1\\n10.0.0.1 DGRAM\\n'`);
    expect((await type('host', { name: 'core1' })).text(plain)).toBe('core1 has address 10.0.0.1');
    await program('getent', `printf '10.0.0.1      core1.example.com core1\\n'`);
    expect((await type('host', { name: '10.0.0.1' })).text(plain).split('\n')).toEqual([
      '10.0.0.1 has the name core1.example.com',
      '10.0.0.1 has the name core1',
    ]);
    expect(await asked()).toBe('ahosts core1\nhosts 10.0.0.1\n');
  });

  test('a name that nobody has is a failure, an address without a name none', async () => {
    await program('getent', 'exit 2');
    await expect(type('host', { name: 'core9' })).rejects.toMatchObject({ exitStatus: 1 });
    expect((await type('host', { name: '10.0.0.9' })).text(plain)).toBe('10.0.0.9 has no name');
  });
});

test.each(['-f', '--help', '-c1', '$(id)', 'a;b', 'a b', '`id`', '../x', "a'b", ''])(
  'nothing but a name or an address gets to a program: %j',
  (argument) => {
    const root = execPlace(catalog);
    for (const command of ['ping', 'traceroute', 'host'])
      expect(() => resolve(root, `${command} "${argument}"`)).toThrow();
  },
);
