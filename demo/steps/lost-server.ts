import type { HistoryEvent } from '../../src/control/shapes.ts';
import type { FoundProcess } from '../processes.ts';
import { showHeadline, statusOf, untilStatus, type Scene, type Step } from '../scene.ts';
import { until } from '../until.ts';

const answerLimitMs = 90_000;

/** How many of each: `understudyd, sshd (3)`. */
const listNames = (processes: readonly FoundProcess[]): string => {
  const names = [...new Set(processes.map(({ name }) => name))];
  const count = (name: string): number => processes.filter((one) => one.name === name).length;
  return names.map((name) => (count(name) === 1 ? name : `${name} (${count(name)})`)).join(', ');
};

/** What core1 takes in after the last sync: nobody but core1 has it when it is lost. */
const writeUnsynced = async ({ core1: { client } }: Scene): Promise<void> => {
  for (const name of ['Door 1', 'Door 2', 'Door 3']) await client.register(name);
  await client.putFile('certificates/late.pem', 'written after the last sync\n');
};

/** The heartbeats that failed since then, from the HighAvailability log, oldest first (E1). */
const failedHeartbeats = async ({ core2 }: Scene, since: string): Promise<string[]> => {
  const { lines } = await core2.operator.read<{ lines: string[] }>('show log');
  return lines.filter((line) => line >= since && line.includes('heartbeat to core1 failed'));
};

const play = async (scene: Scene): Promise<void> => {
  const { core1, core2, report, signal, figures } = scene;
  await writeUnsynced(scene);
  report.done('clients of core1 register 3 more devices and write a file: not synchronized yet');
  await untilStatus(scene, core2, 'core2 to hear from core1', (status) => status.peer.reachable);
  const epochBefore = (await statusOf(core2)).epoch;

  const since = new Date().toISOString();
  const killedMs = performance.now();
  const killed = await core1.kill();
  report.done(`SIGKILL to every process of core1: ${listNames(killed)}`);
  report.equal('core1 answers clients', await core1.client.knock(), 'refused');
  const limit = {
    what: 'the application to answer on core2',
    limitMs: answerLimitMs,
    everyMs: 20,
    signal,
    hint: `see ${core2.logs}/understudy`,
  };
  const count = await until(limit, () => core2.client.countIfServed());
  figures.takeoverMs = performance.now() - killedMs;
  report.done('the application answers on core2', figures.takeoverMs);
  report.equal('devices, answered on core2', count, figures.synced);

  const failed = await failedHeartbeats(scene, since);
  for (const line of failed.slice(0, 3)) report.quote(line);
  report.holds('failed heartbeats in the log', failed.length >= 3, String(failed.length), 'at least 3');
  const { events } = await core2.operator.read<{ events: HistoryEvent[] }>('show failover history');
  const promoted = events.find(({ to }) => to === 'promoting');
  report.holds(
    'core2 says why',
    /did not answer 3 heartbeats/.test(promoted?.sentence ?? ''),
    promoted?.sentence ?? 'nothing',
    'that core1 did not answer 3 heartbeats in a row',
  );
  await showHeadline(scene, core2);
  const status = await statusOf(core2);
  report.equal('core2 is', `${status.mode}, ${status.state}`, 'primary, active');
  report.holds(
    'term',
    status.epoch > epochBefore,
    `${status.epoch}, before ${epochBefore}`,
    `more than ${epochBefore}`,
  );
};

export const lostServer: Step = { title: 'core1 is lost without warning', play };
