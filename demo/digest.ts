import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { Device } from './client.ts';

/** A tree of files in one figure: names, links and contents. */
export interface TreeDigest {
  readonly files: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

export const digestTree = async (folder: string): Promise<TreeDigest> => {
  const hash = createHash('sha256');
  let files = 0;
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = join(path, entry.name);
      hash.update(`${name}\0`);
      if (entry.isDirectory()) await visit(name);
      else {
        files += 1;
        hash.update(entry.isSymbolicLink() ? await readlink(join(folder, name)) : await readFile(join(folder, name)));
      }
    }
  };
  await visit('.');
  return { files, sha256: hash.digest('hex') };
};

/** All devices in one figure. */
export const digestDevices = (devices: readonly Device[]): string => {
  const hash = createHash('sha256');
  for (const { id, vendor, product, name, registered_at } of devices)
    hash.update(`${[id, vendor, product, name, registered_at].join('\0')}\n`);
  return hash.digest('hex');
};

/** The devices in a database that no program has open; nothing beside it is touched. */
export const devicesIn = (path: string): Device[] => {
  const location = pathToFileURL(path);
  location.search = 'immutable=1';
  const database = new DatabaseSync(location, { readOnly: true });
  try {
    return database.prepare('SELECT * FROM devices ORDER BY id').all() as unknown as Device[];
  } finally {
    database.close();
  }
};
