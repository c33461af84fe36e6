import { constants, type Stats } from 'node:fs';
import { copyFile, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { UnderstudyError } from '../error.ts';
import { pathOfHandle } from './live-folder.ts';

const toRead = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const toMake = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Copies between two open files: shared blocks where the file system has them, and no name that could lead elsewhere. */
const copyContent = async (from: string | Buffer, to: FileHandle): Promise<void> => {
  const source = await open(from, toRead);
  try {
    if (!(await source.stat()).isFile()) throw new UnderstudyError('refused', `${from.toString()} is no ordinary file`);
    await copyFile(pathOfHandle(source), pathOfHandle(to), constants.COPYFILE_FICLONE);
  } finally {
    await source.close();
  }
};

/** Copies a file to a new private one. Neither is reached through a link. */
export const copyToNew = async (from: string | Buffer, to: string | Buffer): Promise<void> => {
  const handle = await open(to, toMake, 0o600);
  try {
    await copyContent(from, handle);
    await handle.chmod(0o600);
  } finally {
    await handle.close();
  }
};

/**
 * A file written in a folder that another account owns. That account may put a link in the file's place at any moment, and
 * root must not act on what it leads to: all is done through the one handle by which the file was made.
 */
export class NewFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Makes the file anew; a leftover is removed. */
  static async make(path: string): Promise<NewFile> {
    await rm(path, { force: true });
    return new NewFile(path, await open(path, toMake, 0o600));
  }

  /** Gives it the content of another, with owner, permissions and time as in `stats`, and makes it durable. */
  async fill(from: string, stats: Stats): Promise<void> {
    const handle = this.#handle;
    await copyContent(from, handle);
    if (process.geteuid?.() === 0) await handle.chown(stats.uid, stats.gid);
    await handle.chmod(stats.mode & 0o777);
    await handle.utimes(stats.atimeMs / 1000, stats.mtimeMs / 1000);
    await handle.sync();
  }

  /** @throws UnderstudyError refused when another file has taken its place */
  async requireInPlace(): Promise<void> {
    const [own, there] = [await this.#handle.stat(), await lstat(this.#path).catch(() => undefined)];
    if (there?.dev === own.dev && there.ino === own.ino) return;
    throw new UnderstudyError('refused', 'another program replaced the new file while it was written', {
      hint: 'the application’s account did this: look for its processes with "ps", stop them, then try again',
    });
  }

  /** Gives it its final name, in one step. */
  async moveTo(path: string): Promise<void> {
    await this.requireInPlace();
    await rename(this.#path, path);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
