import { z } from 'zod';
import { kind, type ValueKind } from './value.ts';

const mostMinutes = 35_791;
const shortestMs = 10_000;
const needed = `minutes from 0 to ${mostMinutes} and, behind them, seconds from 0 to 59 are needed`;

const read = (text: string): unknown => {
  const [, minutes, seconds = '0'] = /^(\d{1,5})(?:\s+(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (minutes === undefined || Number(minutes) > mostMinutes || Number(seconds) > 59) return text;
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
};

/** `MINUTES [SECONDS]` as milliseconds; `0 0` is 0: never (console 43). */
export const execTimeout: ValueKind<number> = {
  ...kind(
    `<0-${mostMinutes}> [<0-59>]`,
    z
      .number({ error: needed })
      .int()
      .refine((ms) => ms === 0 || ms >= shortestMs, 'a time under 10 seconds would lock everybody out'),
    read,
    (ms) => `${Math.floor(ms / 60_000)} ${Math.round((ms % 60_000) / 1000)}`,
  ),
};
