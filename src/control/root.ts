import { accessSync, constants, openSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UnderstudyError } from '../error.ts';

/** What a client needs to know of the worker's files under one root (`/`, or `--root DIR`; design 8). */
export interface Root {
  readonly path: string;
  /** Whoever may open it is privileged: the file system is the check. */
  readonly adminSocket: string;
  /** For everybody; privileged with a token. */
  readonly controlSocket: string;
  readonly state: string;
  /** Output of a worker that a client had to start by itself. */
  readonly workerOutput: string;
}

export const rootAt = (path: string): Root => {
  const root = resolve(path);
  return {
    path: root,
    adminSocket: join(root, 'run/understudy/private/admin.sock'),
    controlSocket: join(root, 'run/understudy/control.sock'),
    state: join(root, 'var/lib/understudy/state.json'),
    workerOutput: join(root, 'var/log/understudy/understudyd.out'),
  };
};

/** The kernel's limit for the path of a Unix socket, less its closing zero. */
const longestSocketPath = 107;
const folders = new Map<string, number>();

/** The socket's path as `connect` takes it: a long one through a descriptor of its folder, open for the process's life. */
export const connectPath = (path: string): string => {
  if (Buffer.byteLength(path) <= longestSocketPath) return path;
  const folder = dirname(path);
  const descriptor = folders.get(folder) ?? openSync(folder, 'r');
  folders.set(folder, descriptor);
  return `/proc/self/fd/${descriptor}/${basename(path)}`;
};

const may = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** True when this account may use the admin socket, and so needs no secret. */
export const mayUseAdminSocket = (root: Root): boolean => may(root.adminSocket, constants.R_OK | constants.W_OK);

/**
 * True for whoever owns this installation: a user of the admin socket or, while the worker is down and there is none, who
 * may write where the worker keeps its state. That account could do anything to the worker's files anyway.
 */
export const isAdministrator = (root: Root): boolean => {
  try {
    if (isThere(root.adminSocket)) return mayUseAdminSocket(root);
    const folder = [dirname(root.state), root.path].find(isThere);
    return folder !== undefined && may(folder, constants.W_OK);
  } catch {
    // A folder on the way cannot be searched: not ours.
    return false;
  }
};

/** What is there is not for this account. */
export const closedTo = (path: string, cause: unknown): UnderstudyError =>
  new UnderstudyError('permission', `This account may not speak to the worker: ${path} is closed to it`, {
    hint: 'run the command as the administrator',
    cause,
  });

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EACCES', 'EPERM'].includes(code)) throw closedTo(path, error);
    return false;
  }
};

/** @throws UnderstudyError usage when the root is no folder, permission when this account may not see it */
export const checkRoot = (root: Root): void => {
  if (!isFolder(root.path)) throw new UnderstudyError('usage', `--root ${root.path} is no folder`);
};
