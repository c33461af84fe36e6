import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../durable-file.ts';

/** Of changes and of saves as many each, so that a pasted configuration does not push the saved ones out. */
const kept = 50;

const copyShape = z.object({
  number: z.number().int().positive(),
  at: z.iso.datetime(),
  by: z.string(),
  what: z.string(),
  isSave: z.boolean(),
  text: z.string(),
});

/** A configuration as it was after a change or a save, with its secrets. */
export type ArchivedCopy = z.infer<typeof copyShape>;

const read = async (path: string): Promise<ArchivedCopy | undefined> => {
  try {
    return copyShape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/** Numbered copies of the configuration, one file each, that only the worker's account can read. */
export class ConfigArchive {
  readonly #folder: string;
  /** Oldest first. */
  #copies: ArchivedCopy[];
  #next: number;

  private constructor(folder: string, copies: ArchivedCopy[], next: number) {
    this.#folder = folder;
    this.#copies = copies;
    this.#next = next;
  }

  /** A copy that cannot be read is left where it is, and out of the list. */
  static async open(folder: string): Promise<ConfigArchive> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    const names = (await readdir(folder)).filter((name) => /^\d{1,9}\.json$/.test(name));
    const copies = await Promise.all(names.map((name) => read(join(folder, name))));
    const whole = copies.filter((copy) => copy !== undefined).sort((a, b) => a.number - b.number);
    const numbers = names.map((name) => Number.parseInt(name, 10));
    return new ConfigArchive(folder, whole, Math.max(0, ...numbers) + 1);
  }

  /** Newest first. */
  get copies(): readonly ArchivedCopy[] {
    return this.#copies.toReversed();
  }

  byNumber(number: number): ArchivedCopy | undefined {
    return this.#copies.find((copy) => copy.number === number);
  }

  async add(copy: Omit<ArchivedCopy, 'number' | 'at'>): Promise<ArchivedCopy> {
    const added = { ...copy, number: this.#next, at: new Date().toISOString() };
    await writeDurably(this.#pathOf(added), JSON.stringify(added));
    this.#next += 1;
    this.#copies.push(added);
    await this.#forget(added.isSave);
    return added;
  }

  async #forget(isSave: boolean): Promise<void> {
    const old = this.#copies.filter((copy) => copy.isSave === isSave).slice(0, -kept);
    this.#copies = this.#copies.filter((copy) => !old.includes(copy));
    await Promise.all(old.map((copy) => rm(this.#pathOf(copy), { force: true })));
  }

  #pathOf({ number }: Pick<ArchivedCopy, 'number'>): string {
    return join(this.#folder, `${number}.json`);
  }
}
