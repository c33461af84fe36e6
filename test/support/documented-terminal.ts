import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Root } from '../../src/control/root.ts';
import { consoleProgram, Terminal } from './terminal.ts';

const clock = join(import.meta.dirname, 'fixed-clock.ts');

/**
 * What a documented session is typed into: the console, or a shell that knows `understudy`, in front of the worker under a
 * root. With a moment it is always that moment for them.
 */
export const openDocumented = async (
  root: Root,
  isShell: boolean,
  moment?: string,
): Promise<{ readonly terminal: Terminal; readonly close: () => Promise<void> }> => {
  const home = await mkdtemp(join(tmpdir(), 'understudy-docs-'));
  const fixed = moment === undefined ? {} : { FIXED_CLOCK: moment, NODE_OPTIONS: `--import=${clock}` };
  const launcher = join(home, 'understudy');
  await writeFile(launcher, `#!/bin/sh\nexec '${process.execPath}' '${consoleProgram}' "$@"\n`);
  await chmod(launcher, 0o755);
  const env = { HOME: home, UNDERSTUDY_ROOT: root.path, TZ: 'UTC', ...fixed };
  const size = { columns: 120, rows: 400 };
  const shell = ['/bin/bash', '--norc', '--noprofile', '-i'];
  const terminal = isShell
    ? Terminal.startProgram(shell, {
        ...size,
        env: { ...env, PS1: '$ ', TERM: 'dumb', PATH: `${home}:${process.env['PATH'] ?? ''}` },
      })
    : Terminal.start([], { ...size, env });
  return {
    terminal,
    close: async () => {
      await terminal.stop();
      // The console may just be writing down what was typed.
      await rm(home, { recursive: true, maxRetries: 20 });
    },
  };
};
