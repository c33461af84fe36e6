import type { Followed } from '../client.ts';
import type { Scene, Step } from '../scene.ts';
import { until } from '../until.ts';

const goesOn = 3;

/** Waits for more events on a connection, which proves that it is alive. How many came. */
const moreEvents = async ({ signal }: Scene, followed: Followed): Promise<number> => {
  const before = followed.events;
  const limit = { what: 'events on the open connection', limitMs: 30_000, everyMs: 50, signal };
  await until(limit, () => Promise.resolve(followed.events >= before + goesOn || !followed.isOpen ? true : undefined));
  return followed.events - before;
};

const play = async (scene: Scene): Promise<void> => {
  const { core1, report, figures } = scene;
  const followed = await core1.client.follow();
  await moreEvents(scene, followed);
  report.done('a client opens a connection to core1 and leaves it open');
  try {
    report.status(await core1.operator.type('failover client-connection disable'), 0);
    report.equal('a new connection is', await core1.client.knock(), 'refused');
    const events = await moreEvents(scene, followed);
    report.holds(
      'the open one goes on',
      followed.isOpen && events >= goesOn,
      `${events} more events`,
      `at least ${goesOn} more events`,
    );
    report.status(await core1.operator.type('failover client-connection enable'), 0);
    report.equal('a new connection is', await core1.client.knock(), 'accepted');
    report.equal('devices, answered on core1', await core1.client.count(), figures.synced);
    await moreEvents(scene, followed);
    report.equal('the first connection is still open', followed.isOpen, true);
  } finally {
    followed.close();
  }
};

export const clientSwitch: Step = { title: 'Client connections are disabled and enabled', play };
