import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { workerEnded, type MachineSettings } from './machine-settings.ts';
import { startSshd } from './sshd.ts';

/**
 * One pretended host of the demo, as a process of its own: it starts an SSH server, the worker and the health
 * pages and, on SIGTERM, stops them again. What systemd does on a real host.
 */
const main = async (settingsPath: string): Promise<void> => {
  const { root, worker, portal, sshd } = JSON.parse(readFileSync(settingsPath, 'utf8')) as MachineSettings;
  const stopping = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  const ssh = await startSshd(sshd);
  const understudyd = spawn(worker, ['--root', root], { stdio: ['ignore', 'inherit', 'inherit'] });
  const pages = spawn(portal, ['--root', root], { stdio: ['ignore', 'inherit', 'inherit'] });
  const pagesEnded = once(pages, 'exit');
  const ended = once(understudyd, 'exit').then(() => console.error(workerEnded));
  // A worker that has died by itself stays down, for an operator to see; the SSH server goes on.
  await stopping;
  understudyd.kill('SIGTERM');
  await ended;
  pages.kill('SIGTERM');
  await pagesEnded;
  await ssh.stop();
};

const [settingsPath] = process.argv.slice(2);
main(settingsPath ?? '').catch((error: unknown) => {
  console.error(`machine: ${(error as Error).message}`);
  process.exitCode = 1;
});
