import { failed, ok, type PlanItem } from './finding.ts';

/** A pair whose configuration is gone after a restart is not valid. */
const saved: PlanItem['look'] = ({ worker: { running } }) => {
  if (!running.isLostAtRestart) return ok('what is in force is saved');
  const loss =
    running.savedText === '' ? 'comes up without any configuration' : 'goes back to the configuration saved before';
  return failed(`the configuration is not saved: after a restart this server ${loss}`, '"write memory" saves it');
};

export const savedItems: readonly PlanItem[] = [{ name: 'saved configuration', look: saved }];
