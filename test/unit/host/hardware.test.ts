import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDisks, readHardware } from '../../../src/host/hardware.ts';
import { listInterfaces } from '../../../src/host/interfaces.ts';

let root: string;
const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
};
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-hardware-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('what a host is made of', () => {
  test('model and system as the kernel and the distribution name them', async () => {
    await put({
      'sys/class/dmi/id/sys_vendor': 'ACME\n',
      'sys/class/dmi/id/product_name': 'Server 9\n',
      'etc/os-release': 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    });
    expect(await readHardware(root)).toMatchObject({
      vendor: 'ACME',
      model: 'Server 9',
      operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    });
  });

  test('a board without DMI, and a host that tells nothing', async () => {
    expect(await readHardware(root)).toMatchObject({
      vendor: null,
      model: null,
      fingerprint: null,
      operatingSystem: 'Linux',
    });
    await put({ 'proc/device-tree/model': 'Some Board Rev 1.0\0' });
    expect(await readHardware(root)).toMatchObject({ model: 'Some Board Rev 1.0' });
  });

  test('the fingerprint tells two hosts apart and shows neither number', async () => {
    const machineId = '0123456789abcdef0123456789abcdef';
    await put({ 'etc/machine-id': `${machineId}\n`, 'sys/class/dmi/id/product_serial': 'SN-77\n' });
    const { fingerprint } = await readHardware(root);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(machineId).not.toContain(fingerprint);
    await put({ 'sys/class/dmi/id/product_serial': 'SN-78\n' });
    expect((await readHardware(root)).fingerprint).not.toBe(fingerprint);
  });

  test('a folder that is not there has no room to tell of', async () => {
    const disks = await readDisks([
      ['state', root],
      ['copies', join(root, 'missing')],
    ]);
    expect(disks.map(({ use }) => use)).toEqual(['state']);
    expect(disks[0]!.totalBytes).toBeGreaterThanOrEqual(disks[0]!.freeBytes);
  });
});

describe('network interfaces', () => {
  test('state, address, speed and counters; what the kernel does not tell is null', async () => {
    const counters = ['bytes 100', 'packets 3', 'errors 1', 'dropped 2'].map((one) => one.split(' '));
    await put({
      'eth7/operstate': 'up\n',
      'eth7/address': '02:00:00:00:00:07\n',
      'eth7/mtu': '1500\n',
      'eth7/speed': '1000\n',
      'eth7/duplex': 'full\n',
      ...Object.fromEntries(counters.map(([what, n]) => [`eth7/statistics/rx_${what!}`, `${n!}\n`])),
      'eth8/operstate': 'down\n',
      'eth8/speed': '-1\n',
    });
    const [eth7, eth8] = await listInterfaces(root);
    expect(eth7).toEqual({
      name: 'eth7',
      state: 'up',
      addresses: [],
      mac: '02:00:00:00:00:07',
      mtu: 1500,
      speedMbps: 1000,
      duplex: 'full',
      received: { bytes: 100, packets: 3, errors: 1, dropped: 2 },
      sent: null,
    });
    expect(eth8).toMatchObject({ state: 'down', speedMbps: null, mac: null, received: null });
  });

  test('the loopback of this host has its address', async () => {
    const lo = (await listInterfaces()).find(({ name }) => name === 'lo');
    expect(lo?.addresses).toContain('127.0.0.1/8');
  });
});
