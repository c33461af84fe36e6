import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

/** The software release: replication runs only between equal ones (A6). */
export const release: string = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest
).version;
