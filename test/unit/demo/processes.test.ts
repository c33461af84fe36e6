import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { killAll, processesOf, serverMark, stopAll } from '../../../demo/processes.ts';

const root = `/tmp/no-folder-${process.pid}/core1`;
const children: ChildProcess[] = [];

/** A process that says which port it listens on, and takes SIGTERM as given. */
const start = async (
  mark: string | undefined,
  onTerm: 'ends' | 'ignores' | 'with child',
): Promise<{ pid: number; port: number }> => {
  const listen =
    "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); });";
  const also = {
    ends: '',
    ignores: "process.on('SIGTERM', () => {});",
    'with child':
      "require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore', env: {} });",
  };
  const child = spawn(process.execPath, ['-e', `${also[onTerm]}${listen}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: mark === undefined ? {} : { [serverMark]: mark },
  });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { pid: child.pid!, port: Number(line) };
};

const knock = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve('accepted');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
  });

afterEach(async () => {
  await killAll(root);
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the processes of a demo server', () => {
  test('are those that carry its mark, and what descends from them in a session and with an environment of its own', async () => {
    const marked = await start(root, 'with child');
    const other = await start(`${root}1`, 'ends');
    const unmarked = await start(undefined, 'ends');
    const found = processesOf(root);
    expect(found.map(({ name }) => name).sort()).toEqual(['node', 'sleep']);
    const pids = found.map(({ pid }) => pid);
    expect(pids).toContain(marked.pid);
    expect(pids).not.toContain(other.pid);
    expect(pids).not.toContain(unmarked.pid);
  });

  test('are all gone when killAll returns, and their ports refuse', async () => {
    const { port } = await start(root, 'with child');
    expect(await knock(port)).toBe('accepted');
    const killed = await killAll(root);
    expect(killed.map(({ name }) => name).sort()).toEqual(['node', 'sleep']);
    expect(await knock(port)).toBe('ECONNREFUSED');
    expect(processesOf(root)).toEqual([]);
  });

  test('are killed when they do not heed SIGTERM in time', async () => {
    const { port } = await start(root, 'ignores');
    await stopAll(root, 200);
    expect(await knock(port)).toBe('ECONNREFUSED');
  });

  test('none is found where nothing runs', async () => {
    expect(processesOf(root)).toEqual([]);
    expect(await killAll(root)).toEqual([]);
  });
});
