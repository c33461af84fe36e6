import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digestTree } from '../../demo/digest.ts';
import { pairSession } from '../../demo/pair-config.ts';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import { startSshd, type Sshd } from '../../demo/sshd.ts';
import type { GenerationStatus, SyncEvent } from '../../src/control/shapes.ts';
import { verifyGeneration } from '../../src/replication/generation-check.ts';
import { databaseOf, listGenerations, treeOf, type Generation } from '../../src/replication/generation.ts';
import { hashFile } from '../../src/replication/hash.ts';

const kills = Number(process.env['KILLS'] ?? 12);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const project = join(import.meta.dirname, '../..');

/** A busy machine is no peer that does not answer, nor a reason to take over: nothing here is about either. */
const patience = 'configure terminal\nfailover heartbeat timeout 20s\nend\nwrite memory\n';

/** mulberry32: the same moments for the same seed, as far as a kill can be repeated. */
const randomOf = (start: number) => {
  let state = start;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The worker of core2, started and killed by the test itself. */
class Standby {
  readonly #server: Server;
  #worker: ChildProcess | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  async start(env: NodeJS.ProcessEnv = process.env): Promise<void> {
    const worker = spawn(join(project, 'bin/understudyd'), ['--root', this.#server.root], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#worker = worker;
    let said = '';
    worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    while ((await this.ask<object>('GET', 'version').catch(() => undefined)) === undefined) {
      if (worker.exitCode !== null) throw new Error(said);
    }
  }

  async kill(): Promise<void> {
    const worker = this.#worker;
    if (worker?.exitCode !== null || worker.signalCode !== null) return;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.#send(method, path, body);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return JSON.parse(text) as T;
  }

  /** Begins a synchronization and gives its events as they come; ends quietly when the worker does. */
  async *sync(): AsyncGenerator<SyncEvent> {
    let rest = '';
    try {
      const answer = await this.#send('POST', 'sync', { host: 'core1' });
      expect(answer.statusCode).toBe(200);
      for await (const chunk of answer) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line) as SyncEvent;
      }
    } catch (error) {
      // It was killed.
      if (!('code' in (error as object))) throw error;
    }
  }

  #send(method: string, path: string, body?: object): Promise<IncomingMessage> {
    const socketPath = join(this.#server.root, 'run/understudy/private/admin.sock');
    return new Promise((resolve, reject) => {
      const sent = request(
        { socketPath, method, path: `/v1/${path}`, agent: false, headers: { 'content-type': 'application/json' } },
        resolve,
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

describe(`the Secondary's worker is killed during a synchronization (D9), ${kills} times`, () => {
  const { signal } = new AbortController();
  let folder: string;
  let core1: Server;
  let core2: Server;
  let sshd: Sshd;
  let standby: Standby;

  /** Newest first. */
  const copies = (): Promise<Generation[]> => listGenerations(join(core2.root, 'var/lib/understudy/generations'));
  const liveIs = async ({ path }: Generation): Promise<void> => {
    expect(await hashFile(join(core2.data, 'registry.sqlite'))).toBe(await hashFile(databaseOf(path, 'registry')));
    expect(await digestTree(join(core2.data, 'files'))).toEqual(await digestTree(treeOf(path, 'files')));
  };
  const change = async (round: number): Promise<void> => {
    await core1.client.register(`device of round ${round}`);
    await core1.client.putFile(`file-${round % 7}`, `round ${round} `.repeat(1000));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-kill-'));
    const [ports1, ports2] = await choosePorts(2);
    core1 = new Server('core1', folder, ports1!, signal);
    core2 = new Server('core2', folder, ports2!, signal);
    await core1.create();
    await core2.create();
    await core1.start();
    const hostKeyPath = join(core2.root, 'etc/ssh/host_key');
    const authorizedKeysPath = join(core2.root, 'var/lib/understudy/ssh/authorized_keys');
    const logPath = join(core2.root, 'sshd.log');
    sshd = await startSshd({
      root: join(core2.root, 'sshd'),
      port: core2.ports.ssh,
      user: userInfo().username,
      hostKeyPath,
      authorizedKeysPath,
      logPath,
    });
    standby = new Standby(core2);
    await standby.start();
    await core2.operator.type('failover mode secondary');
    for (const [server, peer] of [
      [core1, core2],
      [core2, core1],
    ] as const) {
      const file = join(server.root, 'session.txt');
      await writeFile(file, (await pairSession(server, peer)) + patience);
      const { exitStatus, stderr } = await server.operator.run('session', ['-f', file]);
      expect([exitStatus, stderr]).toEqual([0, '']);
    }
    while ((await core1.client.countIfServed()) === undefined);
    await change(0);
  });
  afterAll(async () => {
    await standby.kill();
    await sshd.stop();
    await core1.stop();
    await rm(folder, { recursive: true });
  });

  test('what is there is the last or the new complete copy, at the instant of the kill and after the restart', async () => {
    const random = randomOf(seed);
    const startedMs = performance.now();
    for await (const event of standby.sync()) if (event.type === 'fault') throw new Error(event.fault.message);
    const tookMs = performance.now() - startedMs;
    let cutShort = 0;
    for (let round = 1; round <= kills; round += 1) {
      await change(round);
      const [before] = (await copies()).slice(0, 1);
      const running = standby.sync();
      const ended = (async () => {
        for await (const event of running) if (event.type === 'done') return true;
        return false;
      })();
      await Promise.race([wait(random() * tookMs * 1.2), ended]);
      await standby.kill();
      if (!(await ended)) cutShort += 1;

      const left = await copies();
      for (const copy of left.slice(0, 2)) expect(await verifyGeneration(copy)).toEqual([]);
      expect([before?.number, (before?.number ?? 0) + 1]).toContain(left[0]?.number);

      await standby.start();
      const { generations } = await standby.ask<{ generations: GenerationStatus[] }>('GET', 'generations');
      expect(generations.map(({ number }) => number)).toContain(left[0]?.number);
      const applied = async (): Promise<GenerationStatus | undefined> =>
        (await standby.ask<{ generations: GenerationStatus[] }>('GET', 'generations')).generations.find(
          (one) => one.applied,
        );
      let live = await applied();
      while (live === undefined) live = await applied();
      const copy = (await copies()).find(({ number }) => number === live.number);
      await liveIs(copy!);
    }
    console.log(`SEED=${seed}: ${cutShort} of ${kills} synchronizations were cut short`);
    expect(cutShort).toBeGreaterThan(0);
    for await (const event of standby.sync()) if (event.type === 'fault') throw new Error(event.fault.message);
    expect(JSON.parse(await readFile(join(core2.root, 'var/lib/understudy/state.json'), 'utf8'))).toMatchObject({
      live: { applying: false },
    });
    await liveIs((await copies())[0]!);
  }, 900_000);

  test('an apply that a start goes on with ends before a promotion serves, and touches nothing after it', async () => {
    await standby.kill();
    const statePath = join(core2.root, 'var/lib/understudy/state.json');
    const state = JSON.parse(await readFile(statePath, 'utf8')) as { live: object };
    await writeFile(statePath, JSON.stringify({ ...state, live: { ...state.live, applying: true } }));
    const slow = join(folder, 'slow');
    await mkdir(slow);
    // Only the first one is slow: the apply that the start goes on with.
    await writeFile(
      join(slow, 'rsync'),
      '#!/bin/sh\nmkdir "$0.once" 2>/dev/null && sleep 3\nexec /usr/bin/rsync "$@"\n',
      { mode: 0o755 },
    );
    await standby.start({ ...process.env, PATH: `${slow}:${process.env['PATH'] ?? ''}` });
    expect(await core2.operator.type('failover mode primary')).toMatchObject({ exitStatus: 0 });
    const before = await core2.client.count();
    for (const name of ['one', 'two', 'three']) await core2.client.register(name);
    await core2.client.putFile('written-after', 'the promotion');
    // Longer than the apply that the start began would have gone on.
    await wait(4000);
    expect(await core2.client.count()).toBe(before + 3);
    expect(await readFile(join(core2.data, 'files/written-after'), 'utf8')).toBe('the promotion');
  }, 120_000);
});
