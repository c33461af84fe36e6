import { cp, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Registry } from './registry.ts';
import { parseUsbIds } from './usb-ids.ts';

/** Fills an empty registry with the devices of a `usb.ids` file. How many; 0 when there were devices already. */
export const seedDevices = async (registry: Registry, usbIds: string): Promise<number> => {
  if (registry.count > 0) return 0;
  const devices = parseUsbIds(await readFile(usbIds, 'utf8'));
  if (devices.length === 0) throw new Error(`${usbIds} lists no devices: it is not a usb.ids file`);
  return registry.add(devices).length;
};

/** Copies a tree of files into an empty folder; what leads out of the tree by a link stays behind. */
export const seedFiles = async (tree: string, folder: string): Promise<void> => {
  const root = await realpath(tree);
  const isInside = async (path: string): Promise<boolean> => {
    const real = await realpath(path).catch(() => undefined);
    return real !== undefined && (real === root || real.startsWith(root + sep));
  };
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) return;
  await cp(root, folder, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: async (path) => (await isInside(path)) && isPlain(path),
  });
};

/** No devices, sockets or pipes. */
const isPlain = async (path: string): Promise<boolean> => {
  const found = await stat(path);
  return found.isFile() || found.isDirectory();
};
