import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Every process of a demo server carries its root in this variable, or descends from one that does. */
export const serverMark = 'UNDERSTUDY_DEMO_SERVER';

export interface FoundProcess {
  readonly pid: number;
  /** What it is, for people: `understudyd`, `sshd`, `device-registry`. */
  readonly name: string;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  readonly marked: boolean;
}

/** The fields of `/proc/PID/stat` that follow the name, which may hold anything: state, parent, … */
const afterName = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');
const isZombie = (stat: string): boolean => afterName(stat)[0] === 'Z';

const readEntry = (pid: number, root: string): Entry | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (isZombie(stat)) return undefined;
    const parent = afterName(stat)[1];
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return { pid, parent: Number(parent), argv, marked: isMarked(pid, root) || isWorkerOf(argv, root) };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
};

const isMarked = (pid: number, root: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${serverMark}=${root}`);
  } catch {
    // Not ours to read: sshd hides its own from ordinary users, and is found by its parent.
    return false;
  }
};

/** A worker that a console has started (`failover mode primary` while it was down) carries no mark. */
const isWorkerOf = (argv: readonly string[], root: string): boolean =>
  argv.some((word) => word.endsWith('/src/worker/main.js')) && argv[argv.indexOf('--root') + 1] === root;

const programs = [
  ['/demo/machine.js', 'machine'],
  ['/src/worker/main.js', 'understudyd'],
  ['/src/portal/main.js', 'understudy-portal'],
  ['/src/peer/main.js', 'understudy-peer'],
  ['/device-registry/server.js', 'device-registry'],
] as const;

const nameOf = (argv: readonly string[]): string => {
  const known = programs.find(([ending]) => argv.some((word) => word.endsWith(ending)));
  if (known !== undefined) return known[1];
  const program = (argv[0] ?? '').split(':')[0] ?? '';
  return program.slice(program.lastIndexOf('/') + 1) || 'a process';
};

/** Every process of the server under this root that runs now, from `/proc`. This process is never one of them. */
export const processesOf = (root: string): FoundProcess[] => {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const entries = pids.map((pid) => readEntry(pid, root)).filter((entry) => entry !== undefined);
  const ours = new Set(entries.filter((entry) => entry.marked).map(({ pid }) => pid));
  for (let before = -1; before !== ours.size;) {
    before = ours.size;
    for (const { pid, parent } of entries) if (ours.has(parent)) ours.add(pid);
  }
  ours.delete(process.pid);
  return entries.filter(({ pid }) => ours.has(pid)).map(({ pid, argv }) => ({ pid, name: nameOf(argv) }));
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
};

/** Gone, or a zombie whose last thread has ended: until then its sockets still take connections. */
const hasEnded = (pid: number): boolean => {
  try {
    return isZombie(readFileSync(`/proc/${pid}/stat`, 'utf8')) && readdirSync(`/proc/${pid}/task`).length === 1;
  } catch {
    return true;
  }
};

/** SIGKILL to every process of the server at once, again until none is left. What was killed. */
export const killAll = async (root: string): Promise<FoundProcess[]> => {
  const killed = new Map<number, FoundProcess>();
  for (;;) {
    const found = processesOf(root);
    for (const one of found) {
      signal(one.pid, 'SIGKILL');
      killed.set(one.pid, one);
    }
    if (found.length === 0 && [...killed.keys()].every(hasEnded)) return [...killed.values()];
    await wait(10);
  }
};

/** SIGTERM to the server's machine, which stops what it started; after `limitMs` the rest is killed. */
export const stopAll = async (root: string, limitMs: number): Promise<void> => {
  const deadline = performance.now() + limitMs;
  const found = processesOf(root);
  const machine = found.filter(({ name }) => name === 'machine');
  for (const { pid } of machine.length > 0 ? machine : found) signal(pid, 'SIGTERM');
  while (processesOf(root).length > 0 && performance.now() < deadline) await wait(25);
  await killAll(root);
};
