import type { WitnessStatus, WitnessTerm } from '../../control/witness-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { labelledOf } from '../text/columns.ts';
import type { Paint } from '../text/paint.ts';
import { spanOf } from '../text/time.ts';
import { witnessSaid } from '../text/witness.ts';

type Row = readonly [label: string, ...lines: string[]];

const termOf = ({ counter, owner }: WitnessTerm): string => (counter === 0 ? 'none' : `${counter} (${owner})`);

const memory = (status: WitnessStatus, paint: Paint): Row[] => {
  const { reachable, reason, record, holder } = status;
  if (!reachable) return [['Reachable', paint.bad(`NO: ${reason ?? 'no reason is known'}`)]];
  return [
    ['Reachable', paint.good('yes')],
    ['Lease', holder === null ? 'nobody has it' : `${holder} has it`],
    ['Newest term', record === null ? 'none: it was never asked for this pair' : termOf(record.term)],
    ['Newest data', record === null ? 'none' : termOf(record.dataTerm)],
  ];
};

const pings = ({ ping }: WitnessStatus, paint: Paint): Row[] =>
  ping.length === 0
    ? []
    : [
        [
          'Ping',
          ...ping.map(
            ({ target, answered, fault }) =>
              `${target}: ${answered ? paint.good('answers') : paint.bad(fault ?? 'NO ANSWER')}`,
          ),
        ],
      ];

const etcd = (status: WitnessStatus, nowMs: number, paint: Paint): Row[] => {
  const { configured, endpoints, pair, leaseMs, grantMs, faults } = status;
  if (!configured) return [['Witness', 'none: "failover witness etcd endpoints" in configuration mode names one']];
  return [
    ['Witness', ...endpoints.map((url) => `etcd at ${url}`)],
    ['Pair', `${pair}, by which it knows the two servers`],
    ['Times', `a lease of ${spanOf(leaseMs)}; the other one is kept out for ${spanOf(grantMs)}`],
    ...(faults.length === 0 ? [] : [['To do', ...faults.map((fault) => paint.bad(fault))] as const]),
    ...memory(status, paint),
    ['Last answer', witnessSaid(status, nowMs, paint)],
  ];
};

/** `show failover witness`: what the witness says now, and what it said when it was asked for a lease. */
export const showWitness = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const status = await client.witness();
  return {
    data: status,
    text: (paint) => labelledOf([...etcd(status, nowMs, paint), ...pings(status, paint)]).join('\n'),
  };
};
