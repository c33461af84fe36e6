import { join } from 'node:path';
import { devicesIn, digestDevices, digestTree } from '../digest.ts';
import { healthPage } from '../health.ts';
import { printBytes, printNumber } from '../report.ts';
import { checkCounts, statusOf, synchronize, type Scene, type Step } from '../scene.ts';

/** The data of both servers, compared by the demo itself and not by the product. */
export const compareData = async ({ core1, core2, report }: Scene): Promise<void> => {
  const [devices, files1, files2] = await Promise.all([
    core1.client.devices(),
    digestTree(join(core1.data, 'files')),
    digestTree(join(core2.data, 'files')),
  ]);
  const copied = devicesIn(join(core2.data, 'registry.sqlite'));
  report.holds(
    'every device is the same on both',
    digestDevices(devices) === digestDevices(copied),
    `${printNumber(devices.length)} rows, SHA-256 ${digestDevices(copied).slice(0, 12)}…`,
    `the rows that the application on core1 lists (${printNumber(devices.length)}) in the database of core2 (${printNumber(copied.length)})`,
  );
  report.holds(
    'every file is the same on both',
    files1.sha256 === files2.sha256,
    `${printNumber(files2.files)} files and links, SHA-256 ${files2.sha256.slice(0, 12)}…`,
    `the tree of core1 (${printNumber(files1.files)} files) on core2`,
  );
};

/** The newest run as an operator sees it, both counts in it (D8). */
const showRun = async ({ core2, report, figures }: Scene): Promise<void> => {
  const typed = await core2.operator.type('show failover sync');
  report.status(typed, 0);
  const newest = typed.stdout.split('\n\n').find((block) => block.startsWith('Synchronization ')) ?? '';
  report.quote(newest);
  const counts = /^ *registry: .*$/m.exec(newest)?.[0].trim().replace(/ +/g, ' ') ?? 'no counts of registry';
  const expected = `${figures.synced} on core1, ${figures.synced} here`;
  report.holds('both counts are shown', counts.includes(expected), counts, expected);
};

const play = async (scene: Scene): Promise<void> => {
  const { pair, core1, core2, report, figures } = scene;
  const run = await synchronize(scene, core2, core1);
  figures.synced = checkCounts(scene, run);
  if (pair.firstBytes === 0) pair.remember({ firstBytes: run.bytes });
  figures.firstBytes = pair.firstBytes;
  await showRun(scene);
  report.seen('over the link', `${printBytes(run.bytes)} for a copy of ${printBytes(run.totalBytes)}`);
  await compareData(scene);
  const status = await statusOf(core2);
  report.holds('the next one is scheduled', status.sync.nextDue !== null, status.sync.nextDue ?? 'no', 'a time');
  report.equal('core2 is', `${status.mode}, ${status.state}`, 'secondary, standby');
  report.equal(
    'a load balancer sees on core1',
    await healthPage(core1.ports.health, '/status/status.html'),
    '200 MOBILEIRON-STATUS: OK',
  );
  report.equal(
    'a load balancer sees on core2',
    await healthPage(core2.ports.health, '/hastatus.html'),
    '200 MOBILEIRON-STATUS: OK (Mode: Standby)',
  );
};

export const firstSync: Step = { title: 'The first synchronization copies everything', play };
