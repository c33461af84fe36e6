import { constants } from 'node:fs';
import { lstat, mkdir, open, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import { errnoOf } from './system-fault.ts';

/** A path to what an open file or folder is, wherever its name leads by now; for the programs that the worker runs, too. */
export const pathOfHandle = ({ fd }: FileHandle): string => `/proc/${process.pid}/fd/${fd}`;

const others = 0o022;
const sticky = 0o1000;

/** Only root may have put this link there: whoever else may write to the folder could lead root anywhere with it. */
const isTrustedLink = async (folder: FileHandle, link: string): Promise<boolean> => {
  if (process.geteuid?.() !== 0) return true;
  const [around, itself] = [await folder.stat(), await lstat(link)];
  const isOursAlone = around.uid === 0 && (around.mode & others) === 0;
  return itself.uid === 0 && (isOursAlone || (around.uid === 0 && (around.mode & sticky) !== 0));
};

const enter = async (folder: FileHandle, part: string, shown: string): Promise<FileHandle> => {
  const path = join(pathOfHandle(folder), part);
  const asFolder = constants.O_RDONLY | constants.O_DIRECTORY;
  try {
    return await open(path, asFolder | constants.O_NOFOLLOW);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      await mkdir(path);
      return open(path, asFolder | constants.O_NOFOLLOW);
    }
    if (!(await lstat(path)).isSymbolicLink()) throw error;
    if (await isTrustedLink(folder, path)) return open(path, asFolder);
    throw new UnderstudyError('refused', `${shown} is a symbolic link that another account than root can change`, {
      hint: 'give the dataset the path that it leads to',
    });
  }
};

/**
 * Opens a folder of live data, which is made when it is not there. What is then done under `pathOfHandle` of it stays in
 * this folder, whatever the application's account puts in place of its name meanwhile. The caller closes it.
 *
 * @throws UnderstudyError refused when the way there leads over a link that is not root's
 */
export const openLiveFolder = async (path: string): Promise<FileHandle> => {
  if (!isAbsolute(path)) throw new UnderstudyError('usage', `${path} is no absolute path`);
  let folder = await open('/', constants.O_RDONLY | constants.O_DIRECTORY);
  let shown = '';
  for (const part of path.split('/').filter((one) => one !== '')) {
    shown += `/${part}`;
    const outer = folder;
    folder = await enter(outer, part, shown).finally(() => outer.close());
  }
  return folder;
};
