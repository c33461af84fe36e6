import { z } from 'zod';

/** What is remembered beside the mails themselves. */
export const mailStateShape = z.object({
  /** Faults that were told of and are not over. */
  open: z.record(z.string(), z.object({ toldAtMs: z.number(), missed: z.number().int() })),
  /** When the mails of the last minutes were begun. */
  begunAtMs: z.array(z.number()),
  lastSent: z.object({ at: z.string(), subject: z.string(), to: z.array(z.string()), reply: z.string() }).nullable(),
  lastFailure: z
    .object({
      at: z.string(),
      sentence: z.string(),
      remedy: z.string().nullable(),
      /** The mail server said no; trying again does not help. */
      isForGood: z.boolean(),
    })
    .nullable(),
  /** Since when no mail has gone; null while they go. */
  failingSince: z.string().nullable(),
  dropped: z.object({ count: z.number().int(), lastAt: z.string(), why: z.string() }).nullable(),
});

export type MailState = z.infer<typeof mailStateShape>;

export const noMailState: MailState = {
  open: {},
  begunAtMs: [],
  lastSent: null,
  lastFailure: null,
  failingSince: null,
  dropped: null,
};

/** So long a mail server may be away before it is a fault that an operator has to see. */
const patienceMs = 15 * 60_000;

/** What keeps people from being told; null where nothing does. */
export const troubleOf = (state: MailState, nowMs: number): { sentence: string; remedy: string | null } | null => {
  const { lastFailure, lastSent, failingSince } = state;
  if (lastFailure === null) return null;
  const { sentence, remedy, isForGood, at } = lastFailure;
  if (isForGood && (lastSent === null || at >= lastSent.at)) return { sentence, remedy };
  return failingSince !== null && nowMs - Date.parse(failingSince) >= patienceMs ? { sentence, remedy } : null;
};
