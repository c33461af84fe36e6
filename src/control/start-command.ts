import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import type { Root } from './root.ts';

/** The folder of the installation: the nearest one above this file that has the worker's program. */
const workerProgram = (): string => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const program = join(folder, 'bin/understudyd');
    if (existsSync(program)) return program;
  }
  throw new UnderstudyError('resource', 'The program understudyd is missing from this installation', {
    hint: 'install the understudy package again',
  });
};

/** True where systemd runs the worker of this root. */
const isRunBySystemd = (root: Root): boolean => root.path === '/' && existsSync('/run/systemd/system');

/**
 * How the worker of this root is started: by systemd where that runs the host, else as a process of its own.
 *
 * @throws UnderstudyError resource when its program is missing
 */
export const startCommand = (root: Root): readonly [program: string, ...args: string[]] =>
  isRunBySystemd(root) ? ['systemctl', 'start', 'understudyd'] : [workerProgram(), '--root', root.path];

/** What to type to start the worker, in a sentence. */
export const startHint = (root: Root): string => {
  try {
    return `start it with "${startCommand(root).join(' ')}"; only "failover mode primary" starts it by itself`;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Where to look when the worker does not answer. */
export const lookHint = (root: Root): string =>
  isRunBySystemd(root)
    ? 'look at "systemctl status understudyd" and its log understudyd.log'
    : `look at its log under ${dirname(root.workerOutput)}`;
