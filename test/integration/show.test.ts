import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { healthPage } from '../../demo/health.ts';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import { catalog } from '../../src/commands/catalog.ts';
import type { TechSupport } from '../../src/control/host-shapes.ts';
import type { Explanation, SwitchoverPlan } from '../../src/control/decision-shapes.ts';
import { faultsIn } from '../support/schemas.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;
const otherKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'b'.repeat(43)}`;
const secret = 'hunter2-of-the-test';

/** What follows a show that needs a value. */
const values: Readonly<Record<string, string>> = {
  'show archive differences': ' 1',
  'show logging service': ' registry',
  'show failover explain if': ' peer-dies',
};

const lineOf = (words: string): string => `${words}${values[words] ?? ''}`;

/** Shows that answer once, outside a session. */
const shows = catalog
  .filter(({ words, interactiveOnly }) => words.startsWith('show ') && interactiveOnly !== true)
  .map(({ words }) => words)
  .filter((words) => words !== 'show failover live');

describe('what a real worker answers', () => {
  let folder: string;
  let core1: Server;
  const run = (...words: string[]): ReturnType<Server['operator']['run']> =>
    core1.operator.run(
      words.join(' '),
      words.flatMap((word) => ['-c', word]),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-show-'));
    const [ports] = await choosePorts(1);
    core1 = new Server('core1', folder, ports!, new AbortController().signal);
    await core1.create();
    await core1.start();
    const file = join(folder, 'session.txt');
    const session = [
      'configure terminal',
      `service registry command "${core1.serviceCommand}"`,
      `service other command "sleep 1000 --password ${secret}" restarts 0`,
      `client-port ${core1.ports.client} address 127.0.0.1 to ${core1.ports.application}`,
      `trusted-host core2 address 127.0.0.1 port 9 direct-address 127.0.0.9 key ${key}`,
      'failover peer core2',
      `enable secret ${secret}`,
      'end',
      'write memory',
    ];
    await writeFile(file, session.join('\n'));
    expect((await core1.operator.run('session', ['-f', file])).stderr).toBe('');
    while ((await core1.client.countIfServed()) === undefined);
  });
  afterAll(async () => {
    await core1.stop();
    await rm(folder, { recursive: true });
  });

  test('C3, E2: a trusted host is shown with both of its addresses', async () => {
    const { stdout } = await run('show failover trusted-hosts | json');
    expect(JSON.parse(stdout)).toMatchObject({ hosts: [{ address: '127.0.0.1', directAddress: '127.0.0.9' }] });
  });

  test('the pages are served beside it, and a worker that hangs is a failure (F1, F2)', async () => {
    const page = () => healthPage(core1.ports.health2, '/hastatus.html');
    while ((await page()) !== '503 MOBILEIRON-STATUS: FAILED (service other is failed)');
    const { pid } = core1.processes.find(({ name }) => name === 'understudyd')!;
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await page()).toBe('503 MOBILEIRON-STATUS: FAILED (the worker did not answer within 1 s)');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    while ((await page()) !== '503 MOBILEIRON-STATUS: FAILED (service other is failed)');
  });

  test.each(shows)('%s keeps to its schema', async (words) => {
    expect(faultsIn(words, await core1.operator.read(lineOf(words)))).toEqual([]);
  });

  test('console 50: nothing of the code shows in what an operator reads', async () => {
    const { exitStatus, stdout, stderr } = await run(...shows.map(lineOf));
    expect([exitStatus, stderr]).toEqual([0, '']);
    expect(stdout).not.toMatch(/undefined|\[object|NaN/);
  });

  test.each([
    ['GET', '/logs/worker'],
    ['GET', '/logs/service?name=registry'],
    ['GET', '/tech-support'],
    ['POST', '/host/reload'],
    ['POST', '/host/poweroff'],
  ])('%s %s is for privileged callers only', async (method, path) => {
    const socketPath = join(core1.root, 'run/understudy/control.sock');
    const status = await new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, method, path: `/v1${path}` }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      outgoing.on('error', reject).end(method === 'POST' ? '{}' : undefined);
    });
    expect(status).toBe(403);
  });

  test('H7: the first start is explained with what was known and the rule that applied', async () => {
    const { seen, rule, event } = await core1.operator.read<Explanation>('show failover explain 1');
    expect(event).toMatchObject({ id: 1, row: 'S10' });
    expect(seen).toContain('The worker was started');
    expect(rule?.conditions).toEqual(['high availability is disabled or no peer is configured']);
    const unknown = await run('show failover explain 999');
    expect([unknown.exitStatus, unknown.stderr]).toEqual([2, expect.stringContaining('There is no event 999')]);
  });

  test('H3: a switchover to a server that has never answered is not possible, and says what to do', async () => {
    const { possible, checks, from, to } = await core1.operator.read<SwitchoverPlan>('show failover switchover');
    expect({ possible, from, to }).toEqual({ possible: false, from: 'core1', to: 'core2' });
    const [first] = checks.filter(({ ok }) => ok === false);
    expect(first?.remedy).toContain('high-availability enable');
  });

  test('a report for support has everything and no secret, as text and as a file of the console', async () => {
    const { sections } = await core1.operator.read<TechSupport>('show tech-support');
    const text = JSON.stringify(sections);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('scrypt$');
    const titles = sections.map(({ title }) => title);
    for (const title of ['show failover', 'show logging service other', 'show running-config', 'programs', 'state'])
      expect(titles).toContain(title);
    expect(sections.flatMap(({ title, lines: [first] }) => (first?.startsWith('% ') === true ? [title] : []))).toEqual(
      [],
    );
    const { name } = await core1.operator.read<{ name: string }>('show tech-support file');
    expect((await run(`more ${name}`)).stdout).toContain('------------------ show failover ------------------');
  });

  test('console 37: a worker under a folder of its own has no host to restart', async () => {
    for (const words of ['reload', 'poweroff']) {
      const { exitStatus, stderr } = await run(words);
      expect([exitStatus, stderr]).toEqual([5, expect.stringContaining(`there is nothing to ${words}`)]);
    }
  });

  test('failover test: nobody there is 4, somebody else there is 1', async () => {
    expect((await run('failover test core2')).exitStatus).toBe(4);
    const wrong = `trusted-host core3 address 127.0.0.1 port ${core1.ports.ssh} key ${otherKey}`;
    expect((await run('configure terminal', wrong)).stderr).toBe('');
    const { exitStatus, stdout } = await run('failover test core3');
    expect([exitStatus, stdout]).toEqual([1, expect.stringContaining('shows another key')]);
  });
});
