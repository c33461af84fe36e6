import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { follow, must, run, type Ran, type RunOptions } from './program.ts';

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url));

/** Where this machine has the unified hierarchy of control groups mounted: alone, or beside the old ones. */
const groupsOfThisMachine = (): string => {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const found = mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2');
  if (found?.[1] === undefined) throw new Error('cgroup2 is not mounted on this machine: systemd in a host needs it');
  return found[1];
};

const firstLine = async (child: ChildProcess): Promise<string> => {
  const ended = once(child, 'exit').then(() => {
    throw new Error('The namespaces of the lab could not be made: root, and a kernel that allows it, are needed');
  });
  const [chunk] = (await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined);
  return chunk.toString().trim();
};

/**
 * The lab's own mounts, network and processes, apart from those of this machine. They end with `close`, and also when
 * this process is killed.
 */
export class Space {
  readonly #keeper: ChildProcess;
  /** The first process inside, seen from this machine. */
  readonly #pid: string;
  /** Its control groups: every host needs one of its own, or their systemds share one tree. */
  readonly #group: string;

  private constructor(keeperProcess: ChildProcess, pid: string, group: string) {
    this.#keeper = keeperProcess;
    this.#pid = pid;
    this.#group = group;
  }

  static async open(): Promise<Space> {
    const group = `understudy-lab-${process.pid}-${Math.floor(performance.now())}`;
    const groups = `${groupsOfThisMachine()}/${group}`;
    mkdirSync(groups);
    const child = spawn(process.execPath, [keeper, groups], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
    // The keeper does not hold up the end of this process: its end is what it waits for.
    child.unref();
    const space = new Space(child, await firstLine(child), group);
    await space.#furnish();
    return space;
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
    const folder = `/sys/fs/cgroup/${this.#group}/${name}`;
    mkdirSync(this.path(folder), { recursive: true });
    return `${folder}/cgroup.procs`;
  }

  /** Kills everything inside and resolves when nothing is left of it. */
  async close(): Promise<void> {
    if (this.#keeper.exitCode !== null || this.#keeper.signalCode !== null) return;
    const ended = once(this.#keeper, 'exit');
    this.#keeper.ref();
    this.#keeper.stdin?.end();
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
