import type { Context } from './context.ts';
import type { Event, EventOf, EventType } from './event.ts';
import type { Node, PeerView } from './node.ts';
import { peerOf, printCounter, printPhase, printSeconds } from './sentence.ts';

const modeWords = { primary: 'Primary', secondary: 'Secondary' } as const;

const printView = ({ mode, phase, term, dataTerm }: PeerView): string =>
  `it is ${modeWords[mode]}, ${printPhase(phase)}, ${printCounter(term)}, with data of ${printCounter(dataTerm)}`;

/** What came in, in words. */
const words: { readonly [T in EventType]: (event: EventOf<T>, peer: string) => string } = {
  boot: () => 'The worker was started',
  tick: () => 'Time has passed',
  enabled: () => 'High availability was enabled',
  disabled: () => 'High availability was disabled',
  heartbeatAnswered: ({ peer }) => `${peer.name} answered a heartbeat: ${printView(peer)}`,
  heartbeatFailed: ({ reason }, peer) => `A heartbeat to ${peer} failed: ${reason}`,
  witnessAnswered: () => 'The witness was asked',
  peerCalled: ({ peer }) => `${peer.name} called: ${printView(peer)}`,
  operatorPrimary: ({ by }) => `"failover mode primary" was typed by ${by}`,
  operatorSecondary: ({ by }) => `"failover mode secondary" was typed by ${by}`,
  promotionSucceeded: () => 'The copy is in place and every service has started',
  promotionFailed: ({ reason }) => `The services could not be started: ${reason}`,
  syncStarted: ({ host }) => `A synchronization from ${host} began`,
  syncSucceeded: ({ host, generation, dataTerm }) =>
    `Copy ${generation} from ${host} is complete, ${printCounter(dataTerm)}`,
  syncFailed: ({ host, reason }) => `The synchronization from ${host} failed: ${reason}`,
  serviceFailed: ({ service, reason }) => `Service ${service} has failed: ${reason}`,
  serviceRecovered: ({ service }) => `Service ${service}, which had failed, runs again`,
};

const printEvent = <T extends EventType>(event: EventOf<T>, context: Context): string =>
  (words[event.type] as (event: EventOf<T>, peer: string) => string)(event, peerOf(context));

const ofOperator = (event: Event): string[] =>
  event.type === 'operatorPrimary' ? (event.told ?? []).map((sentence) => `The operator was told: ${sentence}`) : [];

const printData = ({ ownData, generation, dataTerm }: Node): string => {
  if (ownData) return `data of its own, ${printCounter(dataTerm)}`;
  return generation === null ? 'no complete copy' : `complete copy ${generation}, ${printCounter(dataTerm)}`;
};

const ofHeartbeats = (node: Node, event: Event, { heartbeatFailures }: Context): string[] =>
  event.type === 'heartbeatFailed' && !node.grace
    ? [`Failed heartbeats in a row: ${node.failures + 1}; at ${heartbeatFailures} the peer counts as failed`]
    : [];

const ofHold = ({ holdUntilMs }: Node, { nowMs }: Context): string[] =>
  holdUntilMs === null
    ? []
    : [`The start hold ${holdUntilMs > nowMs ? `lasts ${printSeconds(holdUntilMs - nowMs)} more` : 'is over'}`];

const ofSettings = ({ highAvailability, peer, promoteOnFailure }: Context): string => {
  if (!highAvailability) return 'High availability is disabled';
  if (peer === null) return 'No peer is configured';
  return `Policy when the peer fails: ${promoteOnFailure ? 'promote to Primary' : 'keep in Standby'}`;
};

/** What a server knew when it decided about an event: kept with the decision, so that it can be explained later (H7). */
export const factsOf = (node: Node, event: Event, context: Context): readonly string[] => [
  printEvent(event, context),
  ...ofOperator(event),
  ...ofHeartbeats(node, event, context),
  `${node.name} was ${modeWords[node.mode]}, ${printPhase(node.phase)}, ${printCounter(node.term)}, with ${printData(node)}`,
  ...ofHold(node, context),
  ofSettings(context),
];
