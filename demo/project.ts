import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the clone: the nearest one above the compiled demo that has a package.json. */
const findProject = (): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
};

export const projectFolder = findProject();

/** A path in the clone. */
export const inProject = (...parts: string[]): string => join(projectFolder, ...parts);
