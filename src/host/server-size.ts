import { readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { ServerSize } from '../failover/pair-matrix.ts';

/** What counts of a server's hardware for pairing (E9). */
export type Hardware = Omit<ServerSize, 'type'>;

/** Loop devices, CDs and memory disks are no room for data. */
const notDisks = /^\/dev\/(loop|sr|ram|zram|fd)\d/;

/** `/proc/self/mounts`: one folder for each local disk that can be written to. */
export const diskFolders = (mounts: string): string[] => {
  const byDevice = new Map<string, string>();
  for (const line of mounts.split('\n')) {
    const [device = '', folder = '', , options = ''] = line.split(' ');
    if (!device.startsWith('/dev/') || notDisks.test(device) || options.split(',').includes('ro')) continue;
    if (!byDevice.has(device)) byDevice.set(device, folder.replaceAll(String.raw`\040`, ' '));
  }
  return [...byDevice.values()];
};

/** Each file system counts once, however often it is mounted. */
const totalBytesOf = async (folders: readonly string[]): Promise<number> => {
  const bytesByDevice = new Map<number, number>();
  for (const folder of folders) {
    const [found, size] = await Promise.all([stat(folder).catch(() => null), statfs(folder).catch(() => null)]);
    if (found !== null && size !== null) bytesByDevice.set(found.dev, size.blocks * size.bsize);
  }
  return [...bytesByDevice.values()].reduce((sum, bytes) => sum + bytes, 0);
};

/** @param stateFolder whose file system counts where no disk can be told, as in a container */
export const readServerSize = async (stateFolder: string): Promise<Hardware> => {
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const diskBytes = (await totalBytesOf(diskFolders(mounts))) || (await totalBytesOf([stateFolder]));
  return { cpus: availableParallelism(), memoryBytes: totalmem(), diskBytes };
};
