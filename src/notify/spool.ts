import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, removeDurably, writeDurably } from '../durable-file.ts';
import { letterShape, type Letter } from './letter.ts';
import { noMailState, mailStateShape, type MailState } from './mail-state.ts';

const stateName = 'state.json';

/** What the folder held. */
export interface Spooled {
  readonly letters: Letter[];
  readonly state: MailState;
  /** Files that could not be understood, under the names that they have now. */
  readonly damaged: readonly string[];
}

/** The queue on the disk: a folder with a file for each mail, and one that says what became of the last ones. */
export class Spool {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what an earlier life left; oldest mail first. */
  async open(): Promise<Spooled> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await chmod(this.#folder, 0o700);
    const names = (await readdir(this.#folder)).sort();
    // A write that was cut short: what it was to replace is there still.
    await Promise.all(names.filter((name) => name.endsWith('.new')).map((name) => rm(this.#at(name), { force: true })));
    const letters: Letter[] = [];
    const damaged: string[] = [];
    for (const name of names.filter((one) => one.endsWith('.mail'))) {
      const letter = letterShape.safeParse(await this.#read(name));
      if (letter.success) letters.push(letter.data);
      else damaged.push(await this.#setAside(name));
    }
    const said = names.includes(stateName) ? mailStateShape.safeParse(await this.#read(stateName)) : undefined;
    if (said?.success === false) damaged.push(await this.#setAside(stateName));
    return { letters, state: said?.data ?? noMailState, damaged };
  }

  async write(letter: Letter): Promise<void> {
    await writeDurably(this.#at(`${letter.id}.mail`), JSON.stringify(letter), 0o600);
  }

  /** It does not come back after a power cut. */
  async remove({ id }: Pick<Letter, 'id'>): Promise<void> {
    await removeDurably(this.#at(`${id}.mail`));
  }

  async writeState(state: MailState): Promise<void> {
    await writeDurably(this.#at(stateName), JSON.stringify(state), 0o600);
  }

  async #read(name: string): Promise<unknown> {
    try {
      return JSON.parse((await readIfThere(this.#at(name))) ?? '');
    } catch {
      return undefined;
    }
  }

  async #setAside(name: string): Promise<string> {
    const path = this.#at(`${name}.damaged`);
    await rename(this.#at(name), path);
    return path;
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }
}
