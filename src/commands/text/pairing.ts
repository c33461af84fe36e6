import type {
  PairingCheckStatus,
  PairingProposal,
  PairingReport,
  PairingServer,
  PrimaryPlace,
} from '../../control/pairing-shapes.ts';
import { columnsOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { testLines } from './test-steps.ts';

const serverRow = ({ hostname, address, release, mode, serves }: PairingServer): string[] => [
  hostname,
  address,
  `release ${release}`,
  `${mode === 'primary' ? 'Primary' : 'Secondary'}${serves ? ', serves its clients' : ''}`,
];

const marks = { ok: 'ok     ', warning: 'WARNING', failed: 'FAILED ' } as const;

const checkLines = (checks: readonly PairingCheckStatus[]): string[] => {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  return checks.flatMap(({ name, result, detail, remedy }) => [
    `  ${marks[result]}  ${name.padEnd(width)}  ${detail}`,
    ...(remedy === null ? [] : [`           -> ${remedy}`]),
  ]);
};

/** What the two are and how they fit, before anybody agrees; a note, and so without colour. */
export const proposalLines = ({ own, peer, primary, checks }: PairingProposal): string[] => [
  ...columnsOf([serverRow(peer), serverRow(own)]),
  ...checkLines(checks[primary]),
];

/** What becomes of whom. */
export const rolesSentence = ({ own, peer }: PairingProposal, primary: PrimaryPlace): string => {
  const [first, second] = primary === 'here' ? [own, peer] : [peer, own];
  const becomes = first.mode === 'primary' ? 'stays Primary' : 'becomes Primary and serves';
  const loses = second.serves ? ': it stops serving its clients, and a synchronization replaces its data' : '';
  const other = second.mode === 'primary' ? `becomes Secondary${loses}` : 'stays Secondary';
  return `${first.hostname} ${becomes}; ${second.hostname} ${other}.`;
};

const nextSteps = ({ primary, secondary }: PairingReport): string[] => [
  'Next, on both servers: the same datasets and services, then "high-availability enable".',
  `Then, on ${secondary}: "failover sync ${primary}" makes the first copy, "failover validate" checks the pair.`,
];

export const pairedText = (report: PairingReport, paint: Paint): string =>
  [paint.good(report.message), ...testLines(report.test, paint), ...nextSteps(report)].join('\n');
