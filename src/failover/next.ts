import type { Context } from './context.ts';
import type { Node } from './node.ts';
import { takeoverObstacle } from './obstacle.ts';
import { peerOf, printSeconds } from './sentence.ts';

const heartbeats = (amount: number, more: string): string =>
  amount === 1 ? `1${more} heartbeat` : `${amount}${more} heartbeats in a row`;

const ofHold = (node: Node, context: Context): string[] => {
  const peer = peerOf(context);
  if (node.obstacle === 'noLease')
    return [
      `Serves again as soon as ${peer} or the witness lets it`,
      `"failover mode primary" makes ${node.name} serve without them, also where ${peer} serves`,
    ];
  const byHand = `"failover mode primary" makes ${node.name} serve at once`;
  if (node.obstacle !== null) return ['An operator decides; nothing happens by itself', byHand];
  const leftMs = Math.max(0, (node.holdUntilMs ?? 0) - context.nowMs);
  return [`Serves when ${peer} answers that it does not, or is silent for ${printSeconds(leftMs)} more`, byHand];
};

const ofStandby = (node: Node, context: Context): string[] => {
  if (!context.highAvailability || context.peer === null) return ['Waits: nobody watches the other server'];
  const left = Math.max(1, context.heartbeatFailures - node.failures);
  const when = `If ${context.peer} misses ${heartbeats(left, node.failures === 0 ? '' : ' more')}`;
  const obstacle = takeoverObstacle(node, context);
  if (obstacle === null) return [`${when}, ${node.name} takes over`];
  return [`${when}, ${node.name} stays in Standby and raises an alarm: "show failover readiness" says why`];
};

/** What a server does next by itself, or waits for, and what an operator can type (H7). */
export const nextOf = (node: Node, context: Context): readonly string[] => {
  const peer = peerOf(context);
  switch (node.phase) {
    case 'hold':
      return ofHold(node, context);
    case 'standbyEmpty':
      return [`Waits for its first complete copy: "failover sync ${peer}" fetches it`];
    case 'standby':
    case 'suspect':
      return ofStandby(node, context);
    case 'vetting':
      return [
        `Takes over when the witness grants it, and goes back to Standby when ${peer} answers again`,
        `"failover mode primary" makes ${node.name} take over at once`,
      ];
    case 'held':
      return [
        `Goes back to Standby by itself when ${peer} ${node.obstacle === 'startFailed' ? 'serves' : 'answers'} again`,
        `"failover mode primary" makes ${node.name} take over`,
      ];
    case 'promoting':
      return ['Serves as soon as the copy is in place and every service runs; goes back if one does not start'];
    case 'active':
      return [
        node.obstacle === null
          ? 'Serves until an operator makes it Secondary or another server takes over'
          : 'Serves on; an operator decides which data is to live',
      ];
    case 'fenced':
      return [
        `Serves nobody until "failover sync ${peer}" has made it the Standby; what only ${node.name} has is kept`,
      ];
    case 'resync':
      return [`Becomes the Standby of ${peer} when the synchronization is complete`];
  }
};
