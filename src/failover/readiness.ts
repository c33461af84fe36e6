import { newestKnown } from './claim.ts';
import type { Context } from './context.ts';
import { watches, type Node } from './node.ts';
import { copyLacks, hasData, holds, knowsNewerData } from './obstacle.ts';
import { peerOf, printCounter, printSeconds } from './sentence.ts';

/** C9, in ms. */
export interface HeartbeatSettings {
  readonly heartbeatIntervalMs: number;
  readonly heartbeatRecheckMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly heartbeatFailures: number;
}

/**
 * The longest an automatic takeover takes, ms: the Primary dies just after an answer, every attempt runs into its timeout,
 * and then the services start (H5). With a witness what the Primary was granted has to run out first.
 */
export const worstTakeoverMs = (settings: HeartbeatSettings, startServicesMs: number, grantMs = 0): number => {
  const { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs, heartbeatFailures } = settings;
  const attemptsMs = heartbeatFailures * heartbeatTimeoutMs + (heartbeatFailures - 1) * heartbeatRecheckMs;
  return Math.max(heartbeatIntervalMs + attemptsMs, grantMs) + startServicesMs;
};

/** What stands in the way of a takeover, and what to do about it. Neither ends in a full stop. */
export interface Blocker {
  readonly sentence: string;
  readonly remedy: string | null;
}

const blocker = (sentence: string, remedy: string | null = null): Blocker => ({ sentence, remedy });

/** Both in one sentence. */
export const printBlocker = ({ sentence, remedy }: Blocker): string =>
  remedy === null ? `${sentence}.` : `${sentence}: ${remedy}.`;

const ofPhase = (node: Node, context: Context): Blocker[] => {
  const peer = peerOf(context);
  if (node.phase === 'hold') return [blocker(`This server waits to learn whether ${peer} is active`)];
  if (node.phase === 'fenced')
    return [blocker('Another server took over', `"failover sync ${peer}" makes this one its Standby`)];
  if (node.phase === 'resync') return [blocker(`This server is being brought in step with ${peer}`)];
  return node.obstacle === 'startFailed' ? [blocker(node.reason.replace(/\.$/, ''))] : [];
};

const ofStart = (node: Node, context: Context): Blocker[] =>
  watches(node.phase) && holds(node, context)
    ? [
        blocker(
          `${peerOf(context)} has not been heard since this server started`,
          `it is waited for ${printSeconds((node.holdUntilMs ?? 0) - context.nowMs)} more`,
        ),
      ]
    : [];

const ofWitness = ({ leases }: Context): Blocker[] =>
  leases === null || !leases.isWitnessSilent
    ? []
    : [
        blocker(
          `The witness does not answer: ${leases.witnessSays ?? 'no reason is known'}`,
          '"failover witness test" tells what is wrong',
        ),
      ];

const keepsInStandby = 'The policy is to keep in Standby';

/** Who decides is no fault of a pair; it is also found in what the other server says of itself. */
export const isPolicy = ({ sentence }: Blocker): boolean => sentence.includes(keepsInStandby);

const ofSettings = ({ highAvailability, peer, promoteOnFailure }: Context): Blocker[] => [
  ...(highAvailability
    ? []
    : [
        blocker(
          'High availability is disabled, and nobody watches the Primary',
          '"high-availability enable" in configuration mode starts the heartbeats',
        ),
      ]),
  ...(peer === null ? [blocker('No peer is configured', '"failover peer HOST" in configuration mode names it')] : []),
  ...(promoteOnFailure ? [] : [blocker(keepsInStandby, 'an operator types "failover mode primary"')]),
];

const ofData = (node: Node, context: Context): Blocker[] => {
  const sync = `"failover sync ${context.peer ?? 'HOST'}"`;
  if (!hasData(node)) return [blocker('There is no complete copy here', `${sync} makes one`)];
  if (copyLacks(node, context)) {
    return [blocker(`The copy here has no dataset ${context.missingFromCopy.join(', ')}`, `${sync} fetches it`)];
  }
  if (node.strayed)
    return [
      blocker(
        `${peerOf(context)} serves older data than what is here (${printCounter(node.dataTerm)}), which is not a copy of its`,
        `"failover mode primary" on ${peerOf(context)} declares its data the ones to go on with, then ${sync}`,
      ),
    ];
  if (!knowsNewerData(node)) return [];
  return [
    blocker(
      `The data here (${printCounter(node.dataTerm)}) is older than what was written in ${printCounter(newestKnown(node))}`,
      `${sync} fetches it`,
    ),
  ];
};

/** What would stop this server from taking over by itself if the Primary died now (H5); empty on a server that serves. */
export const blockersOf = (node: Node, context: Context): readonly Blocker[] =>
  node.phase === 'active' || node.phase === 'promoting'
    ? []
    : [
        ...ofPhase(node, context),
        ...ofData(node, context),
        ...ofStart(node, context),
        ...ofWitness(context),
        ...ofSettings(context),
      ];

/** How sure it is that only one server serves, by the settings: A guaranteed, B best effort, C manual. */
export interface Safety {
  readonly class: 'A' | 'B' | 'C';
  readonly sentence: string;
}

export const safetyOf = ({ promoteOnFailure, leases }: Context): Safety => {
  if (promoteOnFailure && leases !== null)
    return {
      class: 'A',
      sentence:
        'Guaranteed: a server serves only while the other one or the witness lets it, and they let one at a time.',
    };
  return promoteOnFailure
    ? {
        class: 'B',
        sentence: 'Best effort: both servers can become active if only the link between them fails.',
      }
    : { class: 'C', sentence: 'Manual: no server takes over by itself; an operator decides.' };
};
