import { pairStateOf } from '../../failover/node.ts';
import type { Worker } from '../worker.ts';

const modes = { primary: 'Primary', secondary: 'Secondary' } as const;
const states = { active: 'active', standby: 'standby', notAvailable: 'not available' } as const;

/** This server in one line, for `systemctl status`. */
export const summaryOf = ({ engine: { node }, config, watch }: Worker): string => {
  const peer =
    config.peer === undefined ? 'no peer' : `${config.peer} ${watch.reachable ? 'answers' : 'does not answer'}`;
  return `${node.name} is ${modes[node.mode]} and ${states[pairStateOf(node.phase)]} (term ${node.term.counter}); ${peer}`;
};
