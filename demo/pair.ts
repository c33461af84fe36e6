import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StoryFault } from './fault.ts';
import { livingOwner, pairFile, readPairFile, writePairFile, type PairFile } from './pair-file.ts';
import { choosePorts } from './ports.ts';
import { stopAll } from './processes.ts';
import { Server } from './server.ts';

const stopLimitMs = 20_000;
/** core3 lives in the last step of the story only. */
const allNames = ['core1', 'core2', 'core3'] as const;

/** Where core3's installation is, in another release than the pair's. */
export const releaseFolder = 'core3-release';

/** The two servers of the demo and the folder they live in. */
export class Pair {
  readonly folder: string;
  readonly core1: Server;
  readonly core2: Server;
  #file: PairFile;

  private constructor(folder: string, file: PairFile, signal: AbortSignal) {
    this.folder = folder;
    this.#file = file;
    this.core1 = new Server('core1', folder, file.ports[0], signal);
    this.core2 = new Server('core2', folder, file.ports[1], signal);
  }

  /**
   * A new pair in a folder of its own: nothing is started yet.
   *
   * @throws StoryFault when something else is in the folder
   */
  static async create(folder: string, signal: AbortSignal): Promise<Pair> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0)
      throw new StoryFault(
        `${folder} is not empty, and what is in it is no pair of the demo.`,
        'choose another folder with --dir',
      );
    const [first, second] = await choosePorts(2);
    if (first === undefined || second === undefined) throw new StoryFault('There are no free ports on 127.0.0.1.');
    const file: PairFile = { ports: [first, second], kept: false, owner: process.pid, firstBytes: 0 };
    writePairFile(folder, file);
    return new Pair(folder, file, signal);
  }

  /** The pair in this folder, or undefined. */
  static find(folder: string, signal: AbortSignal): Pair | undefined {
    const file = readPairFile(folder);
    return file === undefined ? undefined : new Pair(folder, file, signal);
  }

  get servers(): readonly [Server, Server] {
    return [this.core1, this.core2];
  }

  get kept(): boolean {
    return this.#file.kept;
  }

  get firstBytes(): number {
    return this.#file.firstBytes;
  }

  /** The process of another demo that plays with this pair now. */
  get owner(): number | undefined {
    return livingOwner(this.#file);
  }

  get isRunning(): boolean {
    return this.servers.some(({ processes }) => processes.length > 0);
  }

  /** @throws StoryFault naming the two servers there are */
  byName(name: string): Server {
    const found = this.servers.find((server) => server.name === name);
    if (found !== undefined) return found;
    throw new StoryFault(`There is no server "${name}" in the demo: it has core1 and core2.`);
  }

  remember(change: Partial<PairFile>): void {
    this.#file = { ...this.#file, ...change };
    writePairFile(this.folder, this.#file);
  }

  /** Stops what runs of it, in any state it may be in. */
  async stop(): Promise<void> {
    await Promise.all(allNames.map((name) => stopAll(join(this.folder, name), stopLimitMs)));
  }

  /** Lets another demo that plays with the pair end first. */
  async endOwner(): Promise<void> {
    const { owner } = this;
    if (owner === undefined) return;
    process.kill(owner, 'SIGTERM');
    while (this.owner === owner) await wait(50);
  }

  /** Takes away what belongs to it, and the folder when nothing else is in it. */
  async remove(): Promise<void> {
    for (const name of [...allNames, releaseFolder, pairFile])
      await rm(join(this.folder, name), { recursive: true, force: true });
    await rmdir(this.folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    });
  }
}
