import type { TestReport } from '../../control/shapes.ts';
import { testTrustedHost } from '../peer/host-test.ts';
import {
  failed,
  failedBy,
  noPeer,
  notTried,
  ok,
  withoutPeer,
  type Finding,
  type PlanItem,
  type Subject,
} from './finding.ts';

/** The steps of one direction, by the words that their names begin with. */
const directionOf = ({ steps }: TestReport, from: string): Finding => {
  const own = steps.filter(({ name }) => name.startsWith(`${from} -> `));
  const bad = own.find((step) => !step.ok);
  if (bad !== undefined)
    return failed(`${bad.name}: ${bad.detail}`, `"failover test" on ${from} goes through it step by step`);
  return own.length === 0
    ? notTried(`${from} could not be asked`)
    : ok(`all ${own.length} steps from ${from} were successful`);
};

/** Test Connection, once for both of the items that ask for it (the guides' task 1). */
export const connectionItems = (): readonly PlanItem[] => {
  let report: Promise<TestReport> | undefined;
  const look =
    (from: (subject: Subject, tested: TestReport) => string, alone: Finding): PlanItem['look'] =>
    async (subject) => {
      if (subject.peer === null) return alone;
      try {
        report ??= testTrustedHost(subject.worker, subject.peer);
        const tested = await report;
        return directionOf(tested, from(subject, tested));
      } catch (error) {
        return failedBy(error);
      }
    };
  return [
    { name: 'connection from here', look: look(({ worker }) => worker.config.hostname, noPeer) },
    {
      name: 'connection from the other server',
      look: look(({ peer, heard }) => heard?.status.name ?? peer ?? '', withoutPeer),
    },
  ];
};
