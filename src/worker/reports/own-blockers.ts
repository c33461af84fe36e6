import { blockersOf, type Blocker } from '../../failover/readiness.ts';
import { misfitBlockers } from './pair-fit.ts';
import type { Worker } from '../worker.ts';

/** A full disk, on whichever server. */
export const diskBlockers = ({ disk }: Pick<Worker, 'disk'>): readonly Blocker[] =>
  disk.fault === null ? [] : [{ sentence: disk.fault.replace(/\.$/, ''), remedy: 'free space on that disk' }];

/** What keeps this server from taking over by itself (H5): its own shows say it, and so it is told to the peer. */
export const ownBlockersOf = (worker: Worker): readonly Blocker[] => {
  const { engine, virtualIp, witness, services } = worker;
  const { phase } = engine.node;
  if (phase === 'active' || phase === 'promoting') return [];
  return [
    ...diskBlockers(worker),
    ...blockersOf(engine.node, worker.context()),
    ...virtualIp.blockers,
    ...witness.blockers,
    ...services.blockers,
    ...misfitBlockers(worker),
  ];
};
