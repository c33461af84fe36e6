import type { OrphanStatus } from '../../src/control/shapes.ts';
import { checkCounts, statusOf, synchronize, untilStatus, type Scene, type Step } from '../scene.ts';
import { compareData } from './first-sync.ts';

/** What only core1 had when it was lost has to be kept and listed. */
const checkKept = async ({ core1, report }: Scene): Promise<void> => {
  report.status(await core1.operator.type('show failover orphans'), 0);
  const { orphans } = await core1.operator.read<{ orphans: OrphanStatus[] }>('show failover orphans');
  const findings = orphans.flatMap((orphan) => orphan.findings);
  for (const finding of findings) report.quote(finding);
  const text = findings.join('\n');
  const devices = ['Door 1', 'Door 2', 'Door 3'].every((name) => text.includes(name)) || /\b3 rows\b/.test(text);
  report.holds(
    'the 3 devices are kept',
    devices,
    devices ? 'listed' : text,
    '3 rows of devices that were only on core1',
  );
  report.holds(
    'the file is kept',
    text.includes('certificates/late.pem'),
    text.includes('late.pem') ? 'certificates/late.pem' : text,
    'certificates/late.pem',
  );
};

const type = async ({ report }: Scene, server: Scene['core1'], words: string): Promise<void> => {
  report.status(await server.operator.type(words), 0);
};

const play = async (scene: Scene): Promise<void> => {
  const { core1, core2, report, figures } = scene;
  const run = await synchronize(scene, core1, core2);
  report.equal('devices in step', checkCounts(scene, run), figures.synced);
  report.equal('core1 is', (await statusOf(core1)).state, 'standby');
  await checkKept(scene);

  report.done('The roles are swapped back, with a last sync while no client can write:');
  await type(scene, core2, 'failover client-connection disable');
  await synchronize(scene, core1, core2);
  await type(scene, core2, 'failover mode secondary');
  await type(scene, core1, 'failover mode primary');
  await type(scene, core2, 'failover client-connection enable');
  report.equal('devices, answered on core1', await core1.client.count(), figures.synced);
  report.equal('core2 answers clients', await core2.client.knock(), 'refused');
  const back = await synchronize(scene, core2, core1);
  figures.synced = checkCounts(scene, back);
  await compareData(scene);
  report.done('The schedule, which "failover mode secondary" leaves stopped, starts with the next save:');
  await type(scene, core2, 'write memory');
  const status = await untilStatus(scene, core2, 'core2 to be in standby', ({ state }) => state === 'standby');
  report.equal('core2 is', `${status.mode}, ${status.state}`, 'secondary, standby');
  report.holds('the next one is scheduled', status.sync.nextDue !== null, status.sync.nextDue ?? 'no', 'a time');
};

export const wayBack: Step = { title: 'core1 is brought in step, and the roles are swapped back', play };
