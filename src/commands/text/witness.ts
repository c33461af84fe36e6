import type { WitnessSummary } from '../../control/witness-shapes.ts';
import type { Paint } from './paint.ts';
import { whenOf } from './time.ts';

/** What the witness said when it was asked for a lease last. */
export const witnessSaid = ({ lastAnswer }: WitnessSummary, nowMs: number, paint: Paint): string => {
  if (lastAnswer === null) return 'it has not been asked for a lease yet';
  const { at, type, sentence } = lastAnswer;
  const when = whenOf(at, nowMs);
  if (type === 'granted') return `${paint.good('granted')} ${when}: ${sentence}`;
  return `${paint.warn(type === 'refused' ? 'refused' : 'NO ANSWER')} ${when}: ${sentence}`;
};
