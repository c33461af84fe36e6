import type { Context } from './context.ts';
import type { Term } from './term.ts';

/** Names the peer in a sentence, also where none is configured. */
export const peerOf = ({ peer }: Context): string => peer ?? 'the peer';

export const printSeconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

export const printCounter = ({ counter }: Term): string => `term ${counter}`;

/** `1 heartbeat`, `3 heartbeats in a row`. */
export const printHeartbeats = (failures: number): string =>
  failures === 1 ? '1 heartbeat' : `${failures} heartbeats in a row`;
