import { constants, type Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileList, FileStatus, FileText } from '../control/config-shapes.ts';
import { removeDurably, writeDurably } from '../durable-file.ts';
import { UnderstudyError } from '../error.ts';
import { Turns } from './configuration/turns.ts';

const mostFiles = 100;
const mostFileBytes = 8 * 1024 * 1024;
const mostBytes = 32 * 1024 * 1024;

const plainName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** Files are read and written where they lie: a link leads nowhere. */
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

const statusOf = (name: string, { size, mtime }: Stats): FileStatus => ({
  name,
  bytes: size,
  modified: mtime.toISOString(),
});

/**
 * Files of the console in one folder of their own, which only the worker's account can enter: by plain names, bounded in
 * size and number. There is no path to anywhere else.
 */
export class Files {
  readonly #folder: string;
  readonly #turns = new Turns();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<FileList> {
    const files = (await this.#all()).sort((a, b) => (a.name < b.name ? -1 : 1));
    return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), mostBytes };
  }

  /** @throws UnderstudyError usage where there is no such file */
  async read(name: string): Promise<FileText> {
    const file = await open(await this.#existing(name), O_RDONLY | O_NOFOLLOW);
    try {
      return { name, text: await file.readFile('utf8') };
    } finally {
      await file.close();
    }
  }

  /** @throws UnderstudyError usage for a name that is none, refused past a limit */
  write(name: string, text: string, options: { append: boolean }): Promise<FileStatus> {
    return this.#turns.take(async () => {
      const path = this.#pathOf(name);
      const bytes = Buffer.byteLength(text);
      const all = await this.#all();
      const before = all.find((file) => file.name === name);
      this.#refuseTooMuch(name, all, { before, bytes: bytes + (options.append ? (before?.bytes ?? 0) : 0) });
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await chmod(this.#folder, 0o700);
      if (options.append) await this.#append(path, text);
      else await writeDurably(path, text, 0o600);
      return statusOf(name, await lstat(path));
    });
  }

  /** @throws UnderstudyError usage where there is no such file */
  remove(name: string): Promise<void> {
    return this.#turns.take(async () => removeDurably(await this.#existing(name)));
  }

  async #append(path: string, text: string): Promise<void> {
    const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #all(): Promise<FileStatus[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = await Promise.all(
      names.filter((name) => plainName.test(name)).map(async (name) => [name, await this.#stat(name)] as const),
    );
    return found.flatMap(([name, stat]) => (stat?.isFile() === true ? [statusOf(name, stat)] : []));
  }

  async #stat(name: string): Promise<Stats | undefined> {
    return lstat(join(this.#folder, name)).catch(() => undefined);
  }

  async #existing(name: string): Promise<string> {
    const path = this.#pathOf(name);
    if ((await this.#stat(name))?.isFile() === true) return path;
    throw new UnderstudyError('usage', `There is no file "${name}"`, { hint: '"dir" lists the files of the console' });
  }

  #pathOf(name: string): string {
    if (plainName.test(name)) return join(this.#folder, name);
    throw new UnderstudyError('usage', `"${name}" is no name of a file of the console`, {
      hint: 'a name of up to 64 letters, digits, ".", "_" and "-" is needed',
    });
  }

  #refuseTooMuch(
    name: string,
    all: readonly FileStatus[],
    { before, bytes }: { before: FileStatus | undefined; bytes: number },
  ): void {
    const total = all.reduce((sum, file) => sum + file.bytes, bytes - (before?.bytes ?? 0));
    const hint = 'delete what is no longer needed: "dir", "delete FILE"';
    if (bytes > mostFileBytes)
      throw new UnderstudyError('refused', `"${name}" would be larger than ${mostFileBytes / 1024 / 1024} MiB`, {
        hint,
      });
    if (total > mostBytes)
      throw new UnderstudyError('refused', `The files would have more than ${mostBytes / 1024 / 1024} MiB together`, {
        hint,
      });
    if (before === undefined && all.length >= mostFiles)
      throw new UnderstudyError('refused', `There are ${mostFiles} files already`, { hint });
  }
}
