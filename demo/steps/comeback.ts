import { healthPage } from '../health.ts';
import { showHeadline, statusOf, untilStatus, type Scene, type Step } from '../scene.ts';

const play = async (scene: Scene): Promise<void> => {
  const { core1, core2, report, figures } = scene;
  const startedMs = performance.now();
  await core1.start();
  report.done('core1 is switched on again', performance.now() - startedMs);
  const status = await untilStatus(
    scene,
    core1,
    'core1 to learn that core2 is active',
    ({ phase }) => phase === 'fenced',
  );
  await showHeadline(scene, core1);
  report.equal('core1 is', status.state, 'notAvailable');
  report.holds(
    'core1 says why',
    /higher term|term \d+/.test(status.reason) && status.reason.includes('core2'),
    status.reason,
    'that core2 is active in a higher term',
  );
  report.equal('core1 answers clients', await core1.client.knock(), 'refused');
  report.equal('the service on core1', status.services.map(({ state }) => state).join(', '), 'stopped');
  const page = await healthPage(core1.ports.health, '/status/status.html');
  report.holds('a load balancer sees on core1', page.startsWith('503 '), page, '503 and why');
  report.equal('core2 is', (await statusOf(core2)).state, 'active');
  report.equal('devices, answered on core2', await core2.client.count(), figures.synced);
};

export const comeback: Step = { title: 'core1 comes back and serves nobody', play };
