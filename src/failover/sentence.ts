import type { Context } from './context.ts';
import type { Term } from './term.ts';

/** Names the peer in a sentence, also where none is configured. */
export const peerOf = ({ peer }: Context): string => peer ?? 'the peer';

export const printSeconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** An age, as exact as it matters: `12 s`, `5 min`, `3 h`, `4 d`. */
export const printAge = (ms: number): string => {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const;
  const [unit, unitMs] = units.find(([, one]) => ms >= 2 * one) ?? ['s', 1000];
  return `${Math.floor(ms / unitMs)} ${unit}`;
};

export const printCounter = ({ counter }: Term): string => `term ${counter}`;

/** `1 heartbeat`, `3 heartbeats in a row`. */
export const printHeartbeats = (failures: number): string =>
  failures === 1 ? '1 heartbeat' : `${failures} heartbeats in a row`;
