import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockRoot } from '../../../src/store/lock.ts';

describe('one worker for each root', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'understudy-lock-'))));
  afterEach(() => rm(folder, { recursive: true }));

  test('a second one is refused, also by another way to write the root, until the first lets go', async () => {
    await symlink(folder, `${folder}-link`);
    const first = lockRoot(join(folder, 'lock.sqlite'));
    for (const root of [folder, `${folder}-link`]) {
      expect(() => lockRoot(join(root, 'lock.sqlite'))).toThrow('Another understudyd is running');
    }
    first.release();
    lockRoot(join(`${folder}-link`, 'lock.sqlite')).release();
    await rm(`${folder}-link`);
  });

  test('an account that may not use the root is told so, and what to do', async () => {
    await chmod(folder, 0o500);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      for (const path of [join(folder, 'lock.sqlite'), join(folder, 'state', 'lock.sqlite')])
        expect(() => lockRoot(path)).toThrow(
          expect.objectContaining({
            exitStatus: 3,
            message: expect.stringContaining(`This account may not use ${dirname(path)}`),
            hint: expect.stringContaining('run it as root'),
          }),
        );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  test('a killed one holds nothing, and nobody else may open the file', async () => {
    const path = join(folder, 'lock.sqlite');
    const program = `import { lockRoot } from ${JSON.stringify(join(import.meta.dirname, '../../../build/src/store/lock.js'))};
      globalThis.lock = lockRoot(${JSON.stringify(path)}); console.log('held'); setInterval(() => undefined, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    expect(() => lockRoot(path)).toThrow('Another understudyd is running');
    other.kill('SIGKILL');
    await once(other, 'exit');
    lockRoot(path).release();
    expect((await stat(path)).mode & 0o077).toBe(0);
  });
});
