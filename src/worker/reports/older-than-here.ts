import type { FailoverStatus } from '../../control/shapes.ts';
import { olderSource } from '../../failover/admission.ts';
import { isNewer } from '../../failover/claim.ts';
import { isNeverSetUp } from './never-set-up.ts';
import type { Worker } from '../worker.ts';

const forget =
  'to have none of them: "systemctl stop understudyd", remove generations and state.json under /var/lib/understudy, "systemctl start understudyd"';

/**
 * What is here counts for newer than what the pair goes on with, as after a server was in another pair before: no copy
 * replaces it before an operator has said which data is to live.
 */
export const olderThanHereOf = (worker: Worker): FailoverStatus['olderThanHere'] => {
  const { config, engine, watch } = worker;
  const { node } = engine;
  if (node.generation !== null && isNeverSetUp(worker))
    return {
      sentence: 'Complete copies of an earlier pair lie here, and count as the data of this server.',
      remedy: `"show failover generations" lists them; ${forget}`,
    };
  const { last } = watch;
  const isBehind = node.mode === 'secondary' && last?.phase === 'active' && isNewer(node.dataTerm, last.dataTerm);
  if (!isBehind) return undefined;
  const { sentence, fix } = olderSource(config.peer ?? last.name, { own: node.dataTerm, source: last.dataTerm });
  return { sentence, remedy: fix };
};
