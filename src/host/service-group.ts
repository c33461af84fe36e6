import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';

/** The processes of one start of a service: the group that its first process leads. */
export interface ServiceGroup {
  readonly pid: number;
  /** Of its first process, in clock ticks since the boot; a number used again for another process has another one. */
  readonly startTicks: number;
  /** Numbers of processes mean nothing after the host was started anew. */
  readonly boot: string;
  /** Where the kernel accounts for it, e.g. `0::/system.slice/understudyd.service`; inherited, and not shed by accident. */
  readonly controlGroup: string;
}

const shape = z.object({
  pid: z.number().int().min(2),
  startTicks: z.number().int().min(0),
  boot: z.string().min(1),
  controlGroup: z.string(),
});

interface Process {
  readonly state: string;
  readonly group: number;
  readonly session: number;
  readonly startTicks: number;
}

const goneWithinMs = 5000;
const lookEveryMs = 20;
const fileName = /^service-(.+)\.pgid$/;

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
const controlGroupOf = (pid: number): string => textOf(`/proc/${pid}/cgroup`)?.trim().split('\n').at(-1) ?? '';

const processOf = (pid: number): Process | undefined => {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name of the program stands in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group, session] = fields;
  return { state, group: Number(group), session: Number(session), startTicks: Number(fields[19]) };
};

const isWithin = (controlGroup: string, outer: string): boolean =>
  controlGroup === outer || controlGroup.startsWith(outer.endsWith('/') ? outer : `${outer}/`);

/**
 * Who of a group still lives. While one of its members lives the kernel gives its number to nobody else, so a first
 * process that is another one now means that the whole group is gone.
 */
const membersOf = (of: ServiceGroup): number[] => {
  const first = processOf(of.pid);
  if (of.boot !== bootId() || (first !== undefined && first.startTicks !== of.startTicks)) return [];
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    const one = processOf(pid);
    if (one?.group !== of.pid || one.session !== of.pid || one.startTicks < of.startTicks) return false;
    return one.state !== 'Z' && isWithin(controlGroupOf(pid), of.controlGroup);
  });
};

/** The group of a process that was just started as the first one of its own; undefined when it has ended already. */
export const groupOf = (pid: number): ServiceGroup | undefined => {
  const first = processOf(pid);
  if (first === undefined) return undefined;
  return { pid, startTicks: first.startTicks, boot: bootId(), controlGroup: controlGroupOf(pid) };
};

/** Kills what is left of a group and waits for its end. True when something was left. @throws UnderstudyError resource when it does not end */
export const endGroup = async (group: ServiceGroup): Promise<boolean> => {
  const giveUpAtMs = performance.now() + goneWithinMs;
  let killed = false;
  for (;;) {
    const members = membersOf(group);
    if (members.length === 0) return killed;
    killed = true;
    if (performance.now() > giveUpAtMs)
      throw new UnderstudyError('resource', `Processes ${members.join(', ')} do not end, though they were killed`, {
        hint: 'see what holds them up (ps -o pid,stat,user,wchan,cmd), or restart the host',
      });
    try {
      process.kill(-group.pid, 'SIGKILL');
    } catch {
      // They have ended in the meantime, or may not be killed: the next look tells.
    }
    await wait(lookEveryMs);
  }
};

const fileOf = (runFolder: string, name: string): string => join(runFolder, `service-${name}.pgid`);

/** Outlives a worker that is killed; that it may not outlive the host needs no fsync. @throws Error of the file system */
export const recordGroup = (runFolder: string, name: string, group: ServiceGroup): void => {
  const path = fileOf(runFolder, name);
  mkdirSync(runFolder, { recursive: true, mode: 0o755 });
  writeFileSync(`${path}.new`, JSON.stringify(group), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

export const forgetGroup = (runFolder: string, name: string): void => {
  rmSync(fileOf(runFolder, name), { force: true });
};

const parse = (text: string): ServiceGroup | undefined => {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * Ends what the services of an earlier worker left behind when that one was killed: the kernel kills only their first
 * processes with it. Gives the names of those services that had something left. To be called before any service is
 * started.
 *
 * @throws UnderstudyError resource when processes do not end; all others are ended by then
 */
export const killLeftovers = async (runFolder: string): Promise<string[]> => {
  const killed: string[] = [];
  const faults: unknown[] = [];
  for (const name of recordedIn(runFolder)) {
    const group = parse(textOf(fileOf(runFolder, name)) ?? '');
    try {
      if (group !== undefined && (await endGroup(group))) killed.push(name);
      forgetGroup(runFolder, name);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
  return killed;
};

const recordedIn = (runFolder: string): string[] => {
  try {
    return readdirSync(runFolder).flatMap((file) => fileName.exec(file)?.[1] ?? []);
  } catch {
    return [];
  }
};
