import type { Scene, Step } from '../scene.ts';

const added = 25;

const play = async ({ core2, report, figures }: Scene): Promise<void> => {
  const startedMs = performance.now();
  for (let i = 1; i <= added; i += 1) await core2.client.register(`Tablet ${i}`);
  await core2.client.putFile('certificates/portal.pem', 'second certificate\n');
  report.done(`clients of core2 register ${added} devices and replace a certificate`, performance.now() - startedMs);
  report.equal('devices, answered on core2', await core2.client.count(), figures.synced + added);
  figures.synced += added;
};

export const newWork: Step = { title: 'Work goes on at core2', play };
