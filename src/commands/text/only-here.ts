import type { OnlyHere } from '../../control/shapes.ts';
import type { Paint } from './paint.ts';
import { whenOf } from './time.ts';

/** What would be lost with the server that serves. */
export const onlyHereText = ({ since, from, canTakeOver }: OnlyHere, nowMs: number, paint: Paint): string => {
  const what = { copy: 'the last copy', takeover: 'the takeover', start: '' }[from];
  if (canTakeOver && since !== null) return `changes here since ${whenOf(since, nowMs)}`;
  const all =
    since === null ? 'everything is only here' : `everything since ${what}, ${whenOf(since, nowMs)}, is only here`;
  return paint.bad(`nobody can take over: ${all}`);
};
