import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

const segment = /^[A-Za-z0-9_+][A-Za-z0-9_+.-]{0,127}$/;
const deepest = 8;

const isNoEntry = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const ignoreIfThere = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error;
};

/** Names that stay inside the folder: segments of letters, digits and `_+.-`, none of them hidden. */
export const isFileName = (name: string): boolean => {
  const segments = name.split('/');
  return segments.length <= deepest && segments.every((one) => segment.test(one));
};

/** Certificates and attachments: a folder of files, each replaced as a whole. Names are checked with `isFileName` first. */
export class FileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where there is no such file. */
  async read(name: string): Promise<Buffer | undefined> {
    try {
      const path = await this.#inside(name);
      await this.#checkInside(path);
      return await readFile(path);
    } catch (error) {
      if (isNoEntry(error)) return undefined;
      throw error;
    }
  }

  /**
   * After this the file holds the new content, also after a power cut; before, a reader sees the old one. False where a
   * link leads outside.
   */
  async write(name: string, content: Uint8Array): Promise<boolean> {
    try {
      await this.#makeFolders(name);
      await this.#replace(await this.#inside(name), content);
      return true;
    } catch (error) {
      if (isNoEntry(error)) return false;
      throw error;
    }
  }

  async #replace(path: string, content: Uint8Array): Promise<void> {
    const beside = join(dirname(path), `.${randomUUID()}.new`);
    const handle = await open(beside, 'wx', 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** False when there was none. */
  async remove(name: string): Promise<boolean> {
    try {
      await rm(await this.#inside(name));
      return true;
    } catch (error) {
      if (isNoEntry(error)) return false;
      throw error;
    }
  }

  /** Folder by folder, so that no link on the way makes us create one outside. */
  async #makeFolders(name: string): Promise<void> {
    let path = this.#folder;
    for (const one of name.split('/').slice(0, -1)) {
      path = join(path, one);
      await mkdir(path).catch(ignoreIfThere);
      await this.#checkInside(path);
    }
  }

  /** The path of a file whose folder, links followed, lies inside ours. */
  async #inside(name: string): Promise<string> {
    const path = join(this.#folder, name);
    await this.#checkInside(dirname(path));
    return path;
  }

  async #checkInside(path: string): Promise<void> {
    const [real, folder] = await Promise.all([realpath(path), realpath(this.#folder)]);
    if (real !== folder && !real.startsWith(folder + sep))
      throw Object.assign(new Error(`${path} leads outside`), { code: 'ENOENT' });
  }
}
