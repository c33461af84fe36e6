import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UnderstudyError } from '../error.ts';

/** Held for the life of the process; the kernel lets go of it when the process ends, however it ends. */
export interface Lock {
  release(): void;
}

const openFile = (path: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw cause;
    throw new UnderstudyError(
      'permission',
      `This account may not use ${dirname(path)}, where understudyd keeps its state`,
      {
        hint: 'systemd runs it as root: "systemctl start understudyd"; by hand, run it as root or with --root and a folder of your own',
        cause,
      },
    );
  }
};

/**
 * One worker for each root: an exclusive transaction on a file that only we may open. It is tied to the file and not to
 * a name, so another way to write the root is the same lock, and no stranger can take it.
 *
 * @throws UnderstudyError refused when another worker holds it, permission for whoever may not open it
 */
export const lockRoot = (path: string): Lock => {
  openFile(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new UnderstudyError('refused', `Another understudyd is running on ${dirname(path)}`, {
      hint: 'stop it first',
      cause,
    });
  }
  return { release: () => database.close() };
};
