import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const manifestAbove = (start: string): string | undefined => {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return file;
  }
  return undefined;
};

/** The software release, that of the nearest package above this program: replication runs only between equal ones (A6). */
export const readRelease = (): string => {
  const manifest = manifestAbove(import.meta.dirname);
  return manifest === undefined
    ? 'unknown'
    : (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
};
