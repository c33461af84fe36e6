import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { run, type Ran } from '../support/run.ts';

const repository = join(import.meta.dirname, '../..');

/** Stands in for understudyd: listens under its root and says who it is. */
const workerText = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
const root = process.argv[process.argv.indexOf('--root') + 1];
const socket = join(root, 'run/understudy/private/admin.sock');
mkdirSync(dirname(socket), { recursive: true });
writeFileSync(join(root, 'pid'), String(process.pid));
createServer((request, response) => {
  response.end(JSON.stringify({ message: 'core2 is Primary', changed: true, warnings: [] }));
}).listen(socket, () => console.log('listening'));
`;

let home: string;
let root: string;

/** An installation of its own: the sources of the console, and whatever a test puts into bin. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'understudy-home-'));
  root = join(home, 'root');
  await mkdir(root);
  await mkdir(join(home, 'bin'));
  await cp(join(repository, 'src'), join(home, 'src'), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(home, 'node_modules'));
  await writeFile(join(home, 'package.json'), '{"type":"module","version":"1.2.3"}');
  await writeFile(join(home, 'worker.mjs'), workerText);
});
afterEach(() => rm(home, { recursive: true, force: true }));

const install = async (script: string): Promise<void> => {
  const path = join(home, 'bin/understudyd');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
};

const understudy = (...words: string[]): Promise<Ran> =>
  run(process.execPath, [join(home, 'src/console/main.ts'), '--root', root, ...words]);

test('B1: failover mode primary starts a worker that is down, says so, and leaves it running', async () => {
  await install(`exec ${process.execPath} ${join(home, 'worker.mjs')} "$@"`);
  const answer = await understudy('failover', 'mode', 'primary');
  const pid = Number(await readFile(join(root, 'pid'), 'utf8'));
  try {
    expect(answer).toEqual({
      status: 0,
      out: 'core2 is Primary\n',
      err: `The worker is not running: starting it (${join(home, 'bin/understudyd')} --root ${root})\n`,
    });
    expect(await readFile(join(root, 'var/log/understudy/understudyd.out'), 'utf8')).toBe('listening\n');
    // It goes on when its starter has ended.
    expect((await understudy('failover', 'mode', 'primary')).err).toBe('');
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});

test('a worker that ends at once is named with where to look', async () => {
  await install('echo "state.json is damaged" >&2; exit 3');
  const { status, err } = await understudy('failover', 'mode', 'primary');
  expect(status).toBe(1);
  expect(err.split('\n').slice(1)).toEqual([
    '% The worker was started and ended at once: status 3',
    `  look at ${join(root, 'var/log/understudy/understudyd.out')}`,
    '',
  ]);
  expect(await readFile(join(root, 'var/log/understudy/understudyd.out'), 'utf8')).toBe('state.json is damaged\n');
});

test('no other command starts the worker', async () => {
  await install('touch started');
  for (const words of [
    ['failover', 'mode', 'secondary'],
    ['show', 'failover'],
  ]) {
    const { status, err } = await understudy(...words);
    expect(status).toBe(1);
    expect(err).toMatch(/^% The worker is not running: .*\n/);
    expect(err).toContain(`  start it with "${join(home, 'bin/understudyd')} --root ${root}"; only "failover mode`);
  }
  await expect(readFile(join(root, 'var/log/understudy/understudyd.out'))).rejects.toThrow('ENOENT');
});

test.each([
  ['understudy', 'console'],
  ['understudyd', 'worker'],
])('bin/%s runs its program on the runtime of the product, also through a link', async (program, folder) => {
  await cp(join(repository, 'bin', program), join(home, 'bin', program));
  await rm(join(home, 'node_modules'));
  expect(await run('sh', [join(home, 'bin', program)])).toMatchObject({
    status: 1,
    err: expect.stringContaining(`is missing under ${home}`),
  });
  await mkdir(join(home, 'runtime'));
  await symlink(process.execPath, join(home, 'runtime/node'));
  await mkdir(join(home, `build/src/${folder}`), { recursive: true });
  await writeFile(
    join(home, `build/src/${folder}/main.js`),
    'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 5;',
  );
  await symlink(join(home, 'bin', program), join(home, 'link'));
  expect(await run(join(home, 'link'), ['show  version', '|', '$x'])).toEqual({
    status: 5,
    out: '["show  version","|","$x"]\n',
    err: '',
  });
});
