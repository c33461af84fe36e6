/**
 * Stands beside a lab, as a process of its own that a Ctrl-C does not reach. Everything in the lab lives in namespaces
 * whose first process reads our standard input: when the program that made the lab ends, however it ends, that input
 * closes, the kernel kills every host, and mounts and interfaces vanish with their namespaces. What the kernel leaves are
 * empty control groups; they are removed here.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [group = ''] = process.argv.slice(2);

const removeGroups = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroups(join(folder, entry.name));
  }
  rmdirSync(folder);
};

/** A group is busy for a moment after its last process has died. */
const tidy = async (): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      removeGroups(group);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      await wait(50);
    }
  }
};

const firstChildOf = async (pid: number): Promise<string> => {
  for (;;) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    if (child !== undefined && child !== '') return child;
    await wait(2);
  }
};

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
const space = spawn(
  'unshare',
  ['--mount', '--net', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--', 'cat'],
  { stdio: ['inherit', 'ignore', 'inherit'] },
);
space.once('error', (error) => {
  console.error(`unshare: ${error.message}`);
  process.exitCode = 1;
});
space.once('exit', () => void tidy());
if (space.pid !== undefined) {
  firstChildOf(space.pid).then(
    (pid) => process.stdout.write(`${pid}\n`),
    () => undefined,
  );
}
