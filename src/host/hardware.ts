import { createHash } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { arch, cpus, freemem, release, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Disk {
  readonly use: string;
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What this host is made of. */
export interface Hardware {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly fingerprint: string | null;
  readonly cpu: { readonly model: string; readonly count: number; readonly architecture: string };
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly operatingSystem: string;
  readonly kernel: string;
}

const textIn = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text.replace(/\0/g, '').trim() || null,
    () => null,
  );

/** Tells two hosts apart and gives neither number away: the machine id is secret, and too long to be guessed. */
const fingerprintOf = (machineId: string | null, serial: string | null): string | null =>
  machineId === null
    ? null
    : createHash('sha256')
        .update(`understudy\n${machineId}\n${serial ?? ''}`)
        .digest('hex')
        .slice(0, 16);

const nameOf = (osRelease: string | null): string => {
  const [, name] = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease ?? '') ?? [];
  return name ?? 'Linux';
};

/** @param root where `/etc`, `/proc` and `/sys` lie */
export const readHardware = async (root = '/'): Promise<Hardware> => {
  const at = (path: string): Promise<string | null> => textIn(join(root, path));
  const [vendor, product, board, serial, machineId, osRelease] = await Promise.all([
    at('sys/class/dmi/id/sys_vendor'),
    at('sys/class/dmi/id/product_name'),
    at('proc/device-tree/model'),
    at('sys/class/dmi/id/product_serial'),
    at('etc/machine-id'),
    at('etc/os-release'),
  ]);
  const processors = cpus();
  return {
    vendor,
    model: product ?? board,
    fingerprint: fingerprintOf(machineId, serial),
    cpu: { model: processors[0]?.model.trim() ?? 'unknown', count: processors.length, architecture: arch() },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    operatingSystem: nameOf(osRelease),
    kernel: release(),
  };
};

/** The room on the file systems of these folders; one that is not there is left out. */
export const readDisks = async (folders: readonly (readonly [use: string, path: string])[]): Promise<Disk[]> => {
  const disks = await Promise.all(
    folders.map(async ([use, path]) => {
      const found = await statfs(path).catch(() => null);
      if (found === null) return null;
      const { bsize, blocks, bavail } = found;
      return { use, path, totalBytes: blocks * bsize, freeBytes: bavail * bsize };
    }),
  );
  return disks.filter((disk) => disk !== null);
};
