import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { TechSection } from '../../control/host-shapes.ts';
import { reasonOf } from '../../error.ts';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

const mostFiles = 500;
const programTimeoutMs = 3000;

/** Every program the worker drives, with how it is asked for its version. */
const programs: readonly (readonly [program: string, option: string])[] = [
  ['ssh', '-V'],
  ['rsync', '--version'],
  ['setpriv', '--version'],
  ['systemctl', '--version'],
  ['ip', '-V'],
  ['arping', '-V'],
];

const versionOf = async (program: string, option: string): Promise<string> => {
  const { stdout, stderr, code } = await execa(program, [option], {
    reject: false,
    stdin: 'ignore',
    timeout: programTimeoutMs,
    env: { LC_ALL: 'C' },
  });
  if (code === 'ENOENT') return `${program}: missing`;
  return `${program}: ${`${stdout}\n${stderr}`.trim().split('\n')[0] ?? ''}`;
};

/** Files with size and time of change, two folders deep: what the copies hold is not for support. */
const filesBelow = async (folder: string, depth = 2): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return [`${path}/`, ...(depth > 1 ? await filesBelow(path, depth - 1) : [])];
      const found = await stat(path).catch(() => null);
      return found === null ? [] : [`${path}  ${found.size} bytes  ${found.mtime.toISOString()}`];
    }),
  );
  return lines.flat().slice(0, mostFiles);
};

const linesOf = async (path: string): Promise<string[]> => {
  try {
    return (await readFile(path, 'utf8')).trimEnd().split('\n');
  } catch (error) {
    return [reasonOf(error)];
  }
};

/** What support wants to see of a worker beside the shows; nothing of it is secret. */
export const workerSections = async ({ paths, portal }: Worker): Promise<TechSection[]> => {
  const { rss, heapUsed } = process.memoryUsage();
  const folders = [dirname(paths.config), dirname(paths.state), paths.logs, dirname(paths.controlSocket)];
  return [
    {
      title: 'worker',
      lines: [
        `understudyd ${release}, process ${process.pid}, Node ${process.versions.node}, root ${paths.root}`,
        `memory ${rss} bytes, heap ${heapUsed} bytes`,
        `health pages on port ${portal.status.listening.join(', ') || 'none'}`,
        ...portal.status.faults,
      ],
    },
    { title: 'programs', lines: await Promise.all(programs.map(([program, option]) => versionOf(program, option))) },
    { title: 'state', lines: await linesOf(paths.state) },
    { title: 'files', lines: (await Promise.all(folders.map((folder) => filesBelow(folder)))).flat() },
  ];
};
