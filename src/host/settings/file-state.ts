import { existsSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readFile, readlink, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeDurably, syncPath, writeDurably } from '../../durable-file.ts';

/** What a file shall be: text, a link, or gone. */
export type FileContent = { readonly text: string } | { readonly link: string } | { readonly isAbsent: true };

/** A file of the host, by its path without the root, and what it shall be. */
export type FileChange = { readonly path: string } & FileContent;

/** A file as it was, with everything that is needed to put it back. */
export type FileState = { readonly path: string } & (
  | { readonly base64: string; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly link: string }
  | {
      readonly isAbsent: true;
      /** Its folder was not there either. */
      readonly isAlone?: boolean | undefined;
    }
);

/** @throws Error where something other than a file or a link is in the place */
export const captureFile = async (root: string, path: string): Promise<FileState> => {
  const at = join(root, path);
  const found = await lstat(at).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  });
  if (found === undefined) return { path, isAbsent: true, isAlone: !existsSync(dirname(at)) };
  if (found.isSymbolicLink()) return { path, link: await readlink(at) };
  if (!found.isFile()) throw new Error(`${path} is no file`);
  const { mode, uid, gid } = found;
  return { path, base64: (await readFile(at)).toString('base64'), mode: mode & 0o7777, uid, gid };
};

/** A folder that everybody may look into, whatever the mask of this process is: the system's programs are not root. */
const makeFolder = async (folder: string): Promise<void> => {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
  await chmod(folder, 0o755);
};

const putLink = async (at: string, target: string): Promise<void> => {
  const beside = `${at}.new`;
  await rm(beside, { force: true });
  await symlink(target, beside);
  await rename(beside, at);
  await syncPath(dirname(at));
};

/** Makes a file what it shall be; one that was there keeps its mode and owner. */
export const putFile = async (root: string, change: FileChange, before: FileState): Promise<void> => {
  const at = join(root, change.path);
  if ('isAbsent' in change) return 'link' in before ? rm(at, { force: true }) : removeDurably(at);
  await makeFolder(dirname(at));
  if ('link' in change) return putLink(at, change.link);
  const former = 'base64' in before ? before : undefined;
  await writeDurably(at, change.text, former?.mode ?? 0o644);
  if (former !== undefined) await chown(at, former.uid, former.gid);
};

const remove = async (at: string, isAlone: boolean): Promise<void> => {
  await rm(at, { force: true });
  // What somebody has put beside it in the meantime stays.
  if (isAlone) await rmdir(dirname(at)).catch(() => undefined);
};

/** Puts a file back as it was. */
export const restoreFile = async (root: string, before: FileState): Promise<void> => {
  const at = join(root, before.path);
  if ('isAbsent' in before) return remove(at, before.isAlone === true);
  if ('link' in before) return putLink(at, before.link);
  await writeDurably(at, Buffer.from(before.base64, 'base64'), before.mode);
  await chown(at, before.uid, before.gid);
};
