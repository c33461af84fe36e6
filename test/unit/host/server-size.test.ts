import { expect, test } from '@jest/globals';
import { diskFolders, readServerSize } from '../../../src/host/server-size.ts';

test('local disks that can be written to count, each once', () => {
  const mounts = [
    'proc /proc proc rw 0 0',
    '/dev/sda1 / ext4 rw,relatime 0 0',
    '/dev/sdb1 /srv/my\\040data xfs rw 0 0',
    '/dev/sda1 /var/lib/bind ext4 rw 0 0',
    '/dev/loop3 /snap/core squashfs ro 0 0',
    '/dev/sr0 /media iso9660 ro 0 0',
    'nas:/export /mnt nfs rw 0 0',
    'tmpfs /run tmpfs rw 0 0',
  ].join('\n');
  expect(diskFolders(mounts)).toEqual(['/', '/srv/my data']);
});

test('this machine has some of everything', async () => {
  const { cpus, memoryBytes, diskBytes } = await readServerSize('/');
  for (const amount of [cpus, memoryBytes, diskBytes]) expect(amount).toBeGreaterThan(0);
});
