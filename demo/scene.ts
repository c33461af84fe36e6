import type { FailoverStatus, SyncHistory, SyncRunStatus } from '../src/control/shapes.ts';
import { StoryFault } from './fault.ts';
import type { Pair } from './pair.ts';
import { printNumber, type Report } from './report.ts';
import type { Server } from './server.ts';
import { until } from './until.ts';

/** The figures that one step leaves for later ones and for the end. */
export interface Figures {
  firstBytes: number;
  secondBytes: number;
  /** Devices as the last completed sync counted them. */
  synced: number;
  /** From SIGKILL of everything on core1 to the first answer of the application on core2. */
  takeoverMs: number;
}

/** Where the story plays and what it is told with. */
export interface Scene {
  readonly pair: Pair;
  readonly core1: Server;
  readonly core2: Server;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly figures: Figures;
}

/** One step of the story. */
export interface Step {
  readonly title: string;
  readonly play: (scene: Scene) => Promise<void>;
}

export const statusOf = (server: Server): Promise<FailoverStatus> =>
  server.operator.read<FailoverStatus>('show failover');

/** Types `show failover`; its first lines, which say who serves and why, are quoted. */
export const showHeadline = async ({ report }: Scene, server: Server): Promise<void> => {
  const typed = await server.operator.type('show failover');
  report.status(typed, 0);
  report.quote(typed.stdout.split('\n').slice(0, 3).join('\n'));
};

/** Waits until a server's status is as wanted. */
export const untilStatus = (
  { signal }: Scene,
  server: Server,
  what: string,
  wanted: (status: FailoverStatus) => boolean,
  limitMs = 60_000,
): Promise<FailoverStatus> =>
  until({ what, limitMs, signal, hint: `see ${server.logs}/understudy` }, async () => {
    const status = await server.operator.tryRead<FailoverStatus>('show failover');
    return status !== undefined && wanted(status) ? status : undefined;
  });

/** Types `failover sync`, and returns the run as Sync History has it. */
export const synchronize = async ({ report }: Scene, server: Server, source: Server): Promise<SyncRunStatus> => {
  report.status(await server.operator.type(`failover sync ${source.name}`), 0);
  const [run] = (await server.operator.read<SyncHistory>('show failover sync')).runs;
  if (run === undefined) throw new StoryFault(`Sync History of ${server.name} is empty after a synchronization.`);
  report.equal('Sync History', run.result, 'success');
  return run;
};

/** Both counts of each dataset, as `show failover sync` has them, must be equal (D8). The number of devices. */
export const checkCounts = ({ report }: Scene, run: SyncRunStatus): number => {
  for (const { of, primary, secondary } of run.counts) {
    const seen = `${printNumber(primary)} on the Primary, ${printNumber(secondary)} on the Secondary`;
    report.holds(`${of}, counted on both`, primary === secondary, seen, 'equal counts');
  }
  const devices = run.counts.find(({ of }) => of === 'devices');
  const files = run.counts.find(({ of }) => of === 'files');
  if (devices === undefined || files === undefined) throw new StoryFault('Sync History counts no devices or no files.');
  return devices.secondary;
};
