import type { Delivery } from './delivery.ts';
import { subjectOf, type Letter } from './letter.ts';
import type { MailState } from './mail-state.ts';
import { pauseMs } from './pace.ts';

/** What one attempt changes. */
export interface Outcome {
  /** The mail as it is now; null: it is done. */
  readonly letter: Letter | null;
  readonly state: MailState;
  /** The mail server was there and took part: others need not wait. */
  readonly isReached: boolean;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

type Answered = Extract<Delivery, { kind: 'answered' }>;

const refusedSentence = ({ refused }: Answered): string =>
  `The mail server does not deliver to ${refused.map(({ address, reply }) => `${address}: ${reply}`).join('; ')}`;

const deferredSentence = ({ deferred }: Answered): string =>
  `The mail server does not deliver yet to ${deferred.map(({ address, reply }) => `${address}: ${reply}`).join('; ')}`;

const addressRemedy = '"failover notification email" in configuration mode names who is notified';

const failureOf = (answer: Answered, nowMs: number): MailState['lastFailure'] => {
  const { refused, deferred } = answer;
  const at = isoOf(nowMs);
  if (refused.length > 0) return { at, sentence: refusedSentence(answer), remedy: addressRemedy, isForGood: true };
  if (deferred.length > 0) return { at, sentence: deferredSentence(answer), remedy: null, isForGood: false };
  return null;
};

const answered = (before: Letter, was: MailState, answer: Answered, nowMs: number): Outcome => {
  const isSent = answer.delivered.length > 0;
  const failure = failureOf(answer, nowMs);
  const delivered = [...before.delivered, ...answer.delivered];
  const refused = [...before.refused, ...answer.refused];
  const { reply } = answer;
  const state: MailState = {
    ...was,
    ...(failure === null ? {} : { lastFailure: failure }),
    ...(isSent
      ? {
          lastSent: { at: isoOf(nowMs), subject: subjectOf(before), to: [...answer.delivered], reply },
          failingSince: null,
        }
      : { failingSince: was.failingSince ?? isoOf(nowMs) }),
  };
  if (answer.deferred.length === 0 && delivered.length > 0) return { letter: null, state, isReached: true };
  const attempts = before.attempts + 1;
  const letter = {
    ...before,
    delivered,
    refused,
    attempts,
    nextAtMs: nowMs + pauseMs(attempts),
    fault: failure?.sentence ?? null,
    isAside: answer.deferred.length === 0,
  };
  return { letter, state, isReached: true };
};

/** What becomes of a mail and of the queue's state by one attempt. */
export const outcomeOf = (before: Letter, was: MailState, delivery: Delivery, nowMs: number): Outcome => {
  if (delivery.kind === 'answered') return answered(before, was, delivery, nowMs);
  const { sentence, remedy } = delivery;
  const isForGood = delivery.kind === 'refused';
  const at = isoOf(nowMs);
  return {
    letter: { ...before, attempts: before.attempts + 1, fault: sentence, isAside: isForGood },
    state: {
      ...was,
      lastFailure: { at, sentence, remedy, isForGood },
      failingSince: was.failingSince ?? at,
    },
    isReached: isForGood,
  };
};
