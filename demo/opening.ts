import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailoverStatus } from '../src/control/shapes.ts';
import { digestTree } from './digest.ts';
import { StoryFault } from './fault.ts';
import { pairSession } from './pair-config.ts';
import type { Pair } from './pair.ts';
import { printNumber, type Report } from './report.ts';
import type { Server } from './server.ts';
import { until } from './until.ts';

const usbIds = '/usr/share/misc/usb.ids';
const zoneinfo = '/usr/share/zoneinfo';

const timed = async <T>(work: () => Promise<T>): Promise<[result: T, tookMs: number]> => {
  const startedMs = performance.now();
  return [await work(), performance.now() - startedMs];
};

const seed = async ({ core1 }: Pair, report: Report): Promise<void> => {
  if (!existsSync(usbIds)) throw new StoryFault(`${usbIds} is missing.`, 'apt-get install usb.ids');
  const [, tookMs] = await timed(() => core1.seed(usbIds, zoneinfo));
  const { files } = await digestTree(join(core1.data, 'files'));
  report.done(
    `core1: the device registry is filled from ${usbIds}, its folder with ${printNumber(files)} files of ${zoneinfo}`,
    tookMs,
  );
};

const startBoth = async (pair: Pair, report: Report): Promise<void> => {
  const [, tookMs] = await timed(() => Promise.all(pair.servers.map((server) => server.start())));
  report.done('core1, core2: an SSH server and an understudyd each are running', tookMs);
};

/** What an operator types at one server to make it half of a pair: a session from a file, all of it or nothing. */
const configure = async (server: Server, peer: Server, report: Report): Promise<void> => {
  const file = join(server.root, 'etc/session.txt');
  await writeFile(file, await pairSession(server, peer), { mode: 0o600 });
  report.status(await server.operator.run(`-f ${server.name}/etc/session.txt`, ['-f', file]), 0);
};

/** From two new servers to a pair that beats: trust in both directions, the settings, and the test of the connection. */
export const openPair = async (pair: Pair, report: Report): Promise<void> => {
  const { core1, core2 } = pair;
  await Promise.all(pair.servers.map((server) => server.create()));
  await seed(pair, report);
  await startBoth(pair, report);
  report.status(await core2.operator.type('failover mode secondary'), 0);
  await configure(core1, core2, report);
  await configure(core2, core1, report);
  const test = await core2.operator.type('failover test core1');
  report.status(test, 0);
  report.holds(
    'Test Connection, both ways',
    /Test was successful/.test(test.stdout),
    'Test was successful',
    `"Test was successful" in ${test.stdout}`,
  );
};

const settleLimitMs = 60_000;

/** Starts a kept pair that was stopped, and waits until one of the two is active. A pair that runs is left as it is. */
export const resumePair = async (pair: Pair, report: Report, signal: AbortSignal): Promise<void> => {
  if (pair.isRunning) return;
  await startBoth(pair, report);
  const isActive = async ({ operator }: Server): Promise<boolean> =>
    (await operator.read<FailoverStatus>('show failover')).state === 'active';
  const limit = { what: 'one of the two to be active', limitMs: settleLimitMs, signal };
  const [, tookMs] = await timed(() =>
    until(limit, async () => ((await Promise.all(pair.servers.map(isActive))).includes(true) ? true : undefined)),
  );
  report.done('the pair that was kept is here again', tookMs);
};

/** Where to look, for whoever watches. */
export const introduce = ({ servers, folder }: Pair, report: Report): void => {
  report.done(`Everything is under ${folder}, on 127.0.0.1 only.`);
  for (const { name, ports, processes } of servers) {
    const state = processes.length > 0 ? '' : ' (not running)';
    report.seen(
      `${name}${state}`,
      `clients http port ${ports.client}, health https ports ${ports.health} and ${ports.health2}, ssh port ${ports.ssh}`,
    );
  }
};
