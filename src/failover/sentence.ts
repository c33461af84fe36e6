import type { Context } from './context.ts';
import { pairStateOf, type PairState, type Phase } from './node.ts';
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

const stateWords: Readonly<Record<PairState, string>> = {
  active: 'Active',
  standby: 'Standby',
  notAvailable: 'Not Available',
};

/** The operator's word, and the phase behind it where that is finer: `Active`, `Not Available (fenced)`. */
export const printPhase = (phase: Phase): string => {
  const word = stateWords[pairStateOf(phase)];
  return word.toLowerCase() === phase ? word : `${word} (${phase})`;
};

/** What made a server promote itself, without the term that its sentence ends with. */
export const causeIn = (reason: string): string =>
  reason
    .replace(/: (?:promoting, |serves, )?term \d+(?=\.|$)/, '')
    .replace(/\.$/, '')
    .replace(/^Promoted /, 'promoted ');

/** `1 heartbeat`, `3 heartbeats in a row`. */
export const printHeartbeats = (failures: number): string =>
  failures === 1 ? '1 heartbeat' : `${failures} heartbeats in a row`;
