import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The release of this program: that of the nearest package above it. */
export const release = (): string => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
};
