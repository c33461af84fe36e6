import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';

/** A name that no other lab on this machine has: it stands in the command line of every systemd-nspawn. */
const nameOfItsOwn = `lab${process.pid}`;

const commandLine = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
const processes = (): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(commandLine)
    .filter((line) => line.includes(`--machine=${nameOfItsOwn}`));

test('a lab ends with everything in it when it is closed', async () => {
  const lab = await Lab.start([nameOfItsOwn]);
  expect(processes()).not.toEqual([]);
  expect(existsSync(lab.group)).toBe(true);

  await lab.close();

  expect(processes()).toEqual([]);
  expect(existsSync(lab.group)).toBe(false);
});

test('a run that is killed leaves no host, no mount, no interface and no control group', async () => {
  const program = fileURLToPath(new URL('abandoned-lab.ts', import.meta.url));
  const run = spawn(process.execPath, [program, nameOfItsOwn], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(run.stdout, 'data')) as [Buffer];
  const group = said.toString().trim();
  expect(processes()).not.toEqual([]);
  expect(existsSync(group)).toBe(true);

  run.kill('SIGKILL');
  await once(run, 'exit');

  await until(
    'nothing is left',
    async () => ({ processes: processes(), group: existsSync(group) }),
    (left) => left.processes.length === 0 && !left.group,
  );
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(nameOfItsOwn);
  expect(readdirSync('/sys/class/net')).not.toContain(`vb-${nameOfItsOwn}`);
});
