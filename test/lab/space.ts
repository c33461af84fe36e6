import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { follow, must, run, type Ran, type RunOptions } from './program.ts';

type Keeper = ChildProcessByStdio<Writable, Readable, null>;

const keeperProgram = fileURLToPath(new URL('keeper.ts', import.meta.url));

/** Where this machine has the unified hierarchy of control groups mounted: alone, or beside the old ones. */
const groupsOfThisMachine = (): string => {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const found = mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2');
  if (found?.[1] === undefined) throw new Error('cgroup2 is not mounted on this machine: systemd in a host needs it');
  return found[1];
};

const firstLine = async (keeper: Keeper): Promise<string> => {
  const ended = once(keeper, 'exit').then(() => {
    throw new Error('The namespaces of the lab could not be made: root, and a kernel that allows it, are needed');
  });
  ended.catch(() => undefined);
  const [chunk] = (await Promise.race([once(keeper.stdout, 'data'), ended])) as [Buffer];
  return chunk.toString().trim();
};

/**
 * The lab's own mounts, network and processes, apart from those of this machine. They end with `close`, and also when
 * this process is killed.
 */
export class Space {
  readonly #keeper: Keeper;
  /** The first process inside, seen from this machine. */
  readonly #pid: string;
  /** The folder of its control groups on this machine. Every host has one of its own, or their systemds share a tree. */
  readonly group: string;

  private constructor(keeper: Keeper, pid: string, group: string) {
    this.#keeper = keeper;
    this.#pid = pid;
    this.group = group;
  }

  static async open(): Promise<Space> {
    const group = join(groupsOfThisMachine(), `understudy-lab-${process.pid}-${Math.floor(performance.now())}`);
    mkdirSync(group);
    const keeper = spawn(process.execPath, [keeperProgram, group], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const space = new Space(keeper, await firstLine(keeper), group);
    try {
      await space.#furnish();
      return space;
    } catch (error) {
      await space.close();
      throw error;
    }
  }

  /** The words before a command that make it run inside. */
  get door(): readonly string[] {
    return ['nsenter', '--target', this.#pid, '--mount', '--net', '--pid', '--'];
  }

  /** A path inside, as this process reaches it. */
  path(inside: string): string {
    return `/proc/${this.#pid}/root${inside}`;
  }

  run(argv: readonly string[], options?: RunOptions): Promise<Ran> {
    return run([...this.door, ...argv], options);
  }

  must(argv: readonly string[], options?: RunOptions): Promise<string> {
    return must([...this.door, ...argv], options);
  }

  follow(argv: readonly string[], signal: AbortSignal): AsyncIterableIterator<string> {
    return follow([...this.door, ...argv], signal);
  }

  /** Makes a control group. The path inside of the file that takes in a process. */
  makeGroup(name: string): string {
    const folder = `/sys/fs/cgroup/${basename(this.group)}/${name}`;
    mkdirSync(this.path(folder), { recursive: true });
    return `${folder}/cgroup.procs`;
  }

  /** Kills everything inside and resolves when nothing is left of it. */
  async close(): Promise<void> {
    if (this.#keeper.exitCode !== null || this.#keeper.signalCode !== null) return;
    const ended = once(this.#keeper, 'exit');
    this.#keeper.stdin.end();
    await ended;
  }

  /** A /run of its own, the unified control groups only, and loopback. */
  async #furnish(): Promise<void> {
    await this.must(['umount', '--recursive', '--lazy', '/sys/fs/cgroup']);
    await this.must(['mount', '-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup']);
    await this.must(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run']);
    await this.must(['ip', 'link', 'set', 'lo', 'up']);
  }
}
