import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printBytes } from '../report.ts';
import { checkCounts, synchronize, type Scene, type Step } from '../scene.ts';
import { compareData } from './first-sync.ts';

const added = 120;
const removed = 40;
/** The second run has to be this much smaller than the first; in practice it is far smaller. */
const smallerBy = 4;

/** Some file of the tree that was copied first. */
const anyFile = async ({ core1 }: Scene): Promise<string> => {
  const entries = await readdir(join(core1.data, 'files/America'), { withFileTypes: true });
  return `America/${entries.find((entry) => entry.isFile())?.name ?? ''}`;
};

/** What a busy afternoon does to a registry. */
const work = async (scene: Scene): Promise<void> => {
  const { client } = scene.core1;
  for (let i = 1; i <= added; i += 1) await client.register(`Badge reader ${i}`);
  const [oldest] = await client.devices();
  for (let i = 0; i < removed; i += 1) await client.remove((oldest?.id ?? 1) + i);
  const now = new Date().toISOString();
  for (const name of ['certificates/portal.pem', 'Europe/Rome', 'Asia/Tokyo'])
    await client.putFile(name, `written at ${now}\n`);
  await client.removeFile(await anyFile(scene));
};

const play = async (scene: Scene): Promise<void> => {
  const { core1, core2, report, figures } = scene;
  const before = figures.synced;
  const startedMs = performance.now();
  await work(scene);
  report.done(
    `clients of core1 register ${added} devices, remove ${removed}, write 3 files and remove one`,
    performance.now() - startedMs,
  );
  const run = await synchronize(scene, core2, core1);
  figures.synced = checkCounts(scene, run);
  figures.secondBytes = run.bytes;
  report.equal('devices', figures.synced, before + added - removed);
  await compareData(scene);
  report.holds(
    'only changes travelled',
    run.bytes * smallerBy < figures.firstBytes,
    `${printBytes(run.bytes)} after ${printBytes(figures.firstBytes)} the first time`,
    `less than a ${smallerBy}th of the first run's bytes`,
  );
};

export const secondSync: Step = { title: 'The second synchronization copies only changes', play };
