import type { SyncRunStatus } from '../../control/shapes.ts';
import { isInStep } from '../reports/only-here.ts';
import { failed, failedBy, notApplicable, notTried, ok, withPeer, type Finding, type PlanItem } from './finding.ts';
import type { Worker } from '../worker.ts';

/** The run that this validation made, for the item behind it. */
interface Made {
  run: SyncRunStatus | undefined;
}

const syncNow = async (worker: Worker, peer: string, made: Made): Promise<Finding> => {
  try {
    const journal = await worker.syncs.begin(peer, 'operator');
    for await (const event of journal.follow()) {
      if (event.type === 'fault') return failed(event.fault.message, event.fault.hint ?? null);
      if (event.type === 'done') made.run = event.run;
    }
  } catch (error) {
    return failedBy(error);
  }
  if (made.run === undefined)
    return failed('the synchronization ended without a result', '"show failover sync" shows it');
  const bad = made.run.tasks.find(({ result }) => result !== 'success');
  return bad === undefined
    ? ok(`copy ${made.run.generation ?? '?'}: all ${made.run.tasks.length} tasks were successful`)
    : failed(`task ${bad.name}: ${bad.detail}`, '"show failover sync" shows all tasks');
};

const onSecondary = (peer: string): string => `type "failover validate" on ${peer}, too`;

/** The guides' task 2: Run Sync Now on the Secondary. */
const sync = (made: Made): PlanItem['look'] =>
  withPeer(({ peer, status }, worker) => {
    if (worker.engine.node.mode === 'secondary') return syncNow(worker, peer, made);
    if (status.lastSync === null || (worker.engine.node.phase === 'active' && !isInStep(worker)))
      return failed(
        `${peer} has no complete copy of what is served here`,
        `on ${peer}: "failover sync ${worker.config.hostname}"`,
      );
    return notApplicable(
      `synchronized on the Secondary: ${peer} made its newest copy at ${status.lastSync}`,
      onSecondary(peer),
    );
  });

/** The guides' task 3, first half: the counts on both servers are exactly the same. */
const counts = (made: Made): PlanItem['look'] =>
  withPeer(({ peer }, worker) => {
    if (worker.engine.node.mode === 'primary')
      return notApplicable('compared on the Secondary, with its synchronization', onSecondary(peer));
    if (made.run === undefined) return notTried('there is no synchronization to compare');
    const unequal = made.run.counts.find(({ primary, secondary }) => primary !== secondary);
    if (unequal !== undefined)
      return failed(
        `dataset ${unequal.dataset} has ${unequal.primary} ${unequal.of} on ${peer} and ${unequal.secondary} here`,
        'synchronize again, and look after the application if they still differ',
      );
    if (made.run.counts.length === 0) return failed('nothing was counted', 'configure datasets: "dataset NAME kind …"');
    return ok(made.run.counts.map(({ dataset, of, primary }) => `${dataset}: ${primary} ${of}`).join('; '));
  });

/** A synchronization, and what it is compared by. */
export const copyItems = (): readonly PlanItem[] => {
  const made: Made = { run: undefined };
  return [
    { name: 'synchronization', look: sync(made) },
    { name: 'equal counts', look: counts(made) },
  ];
};
