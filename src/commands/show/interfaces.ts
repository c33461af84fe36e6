import type { InterfaceCounters, InterfaceStatus } from '../../control/host-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { sizeOf } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';

const stateOf = (state: InterfaceStatus['state'], paint: Paint): string => {
  if (state === 'unknown') return 'of a kind that reports no link state (loopback or virtual)';
  return state === 'up' ? paint.good('up') : paint.bad('DOWN');
};

const speedOf = ({ speedMbps, duplex }: InterfaceStatus): string => {
  if (speedMbps === null) return '';
  return `, ${speedMbps} Mbit/s${duplex === null || duplex === 'unknown' ? '' : `, ${duplex} duplex`}`;
};

const countersOf = (what: string, counters: InterfaceCounters | null): string[] => {
  if (counters === null) return [];
  const { packets, bytes, errors, dropped } = counters;
  return [`  ${what} ${packets} packets, ${sizeOf(bytes)}, ${errors} errors, ${dropped} dropped`];
};

const linesOf = (one: InterfaceStatus, paint: Paint): string[] => [
  `${paint.strong(one.name)} is ${stateOf(one.state, paint)}`,
  `  Hardware address ${one.mac ?? 'unknown'}, MTU ${one.mtu ?? 'unknown'} bytes${speedOf(one)}`,
  `  Internet address ${one.addresses.length === 0 ? 'none' : one.addresses.join(', ')}`,
  ...countersOf('Received', one.received),
  ...countersOf('Sent', one.sent),
];

/** `show interfaces`. */
export const showInterfaces = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.interfaces();
  return { data, text: (paint) => data.interfaces.flatMap((one) => linesOf(one, paint)).join('\n') };
};
