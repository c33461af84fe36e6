import { randomBytes } from 'node:crypto';
import { isUrgentLetter, type Letter } from './letter.ts';
import type { Notice } from './notice.ts';
import { hasCome, mayBeginAtMs, planned, recent } from './pace.ts';

/** So many mails wait at most; what comes on top joins the last of them. */
const mostLetters = 50;
const mostNotices = 100;
const mostAside = 20;
const oldestMs = 3 * 86_400_000;
const oldestAsideMs = 7 * 86_400_000;

const idAt = (nowMs: number): string =>
  `${Math.max(0, nowMs).toString(16).padStart(12, '0').slice(-12)}-${randomBytes(8).toString('hex')}`;

const letterOf = (notice: Notice, hostname: string, nowMs: number, notBeforeMs: number): Letter => {
  const id = idAt(nowMs);
  return {
    id,
    messageId: `<${id}@${hostname}>`,
    createdAtMs: nowMs,
    notices: [{ ...notice, toDo: [...notice.toDo], facts: notice.facts.map(([label, value]) => [label, value]) }],
    notBeforeMs,
    attempts: 0,
    nextAtMs: notBeforeMs,
    delivered: [],
    refused: [],
    fault: null,
    isAside: false,
  };
};

/** Where a notice goes: a mail that is new or has one notice more; null: there is no room. */
export interface Placed {
  readonly letter: Letter | null;
  readonly begunAtMs: number[];
}

/**
 * A notice becomes a mail of its own, or joins those that came too fast. Only what nobody has tried to send grows: a mail
 * server may have taken the rest already.
 */
export const place = (
  notice: Notice,
  letters: readonly Letter[],
  now: { readonly nowMs: number; readonly begunAtMs: readonly number[]; readonly sending: string | undefined },
  hostname: string,
): Placed => {
  const { nowMs, sending } = now;
  const begunAtMs = [...recent(now.begunAtMs, nowMs), ...planned(now.begunAtMs, nowMs)];
  const waiting = letters.filter(({ isAside }) => !isAside);
  const isFull = waiting.length >= mostLetters;
  const beginsAtMs = mayBeginAtMs(now.begunAtMs, notice, nowMs);
  if (!isFull && beginsAtMs <= nowMs)
    return { letter: letterOf(notice, hostname, nowMs, nowMs), begunAtMs: [...begunAtMs, nowMs] };
  const growing = waiting.findLast(
    ({ id, attempts, notBeforeMs }) => id !== sending && attempts === 0 && (isFull || !hasCome(notBeforeMs, nowMs)),
  );
  if (growing === undefined) {
    if (waiting.length > mostLetters) return { letter: null, begunAtMs };
    return { letter: letterOf(notice, hostname, nowMs, beginsAtMs), begunAtMs: [...begunAtMs, beginsAtMs] };
  }
  if (growing.notices.length >= mostNotices) return { letter: null, begunAtMs };
  const { notices } = letterOf(notice, hostname, nowMs, nowMs);
  return { letter: { ...growing, notices: [...growing.notices, ...notices] }, begunAtMs };
};

/** What is too old, or too much of what was refused. */
export const outdated = (letters: readonly Letter[], nowMs: number): Letter[] => {
  const aside = letters.filter(({ isAside }) => isAside);
  const surplus = aside.slice(0, Math.max(0, aside.length - mostAside));
  const isOld = ({ createdAtMs, isAside, attempts }: Letter): boolean =>
    // A clock that was put forward makes nothing old that nobody has tried to send.
    attempts > 0 && nowMs - createdAtMs > (isAside ? oldestAsideMs : oldestMs);
  return letters.filter((letter) => surplus.includes(letter) || isOld(letter));
};

/** The next mail to be tried: the one with the fewest attempts, so that none holds up the others; then an urgent one; then the oldest. */
export const nextDue = (letters: readonly Letter[], nowMs: number): Letter | undefined => {
  const due = letters.filter(({ isAside, nextAtMs }) => !isAside && hasCome(nextAtMs, nowMs));
  const fewest = Math.min(...due.map(({ attempts }) => attempts));
  const next = due.filter(({ attempts }) => attempts === fewest);
  return next.find(isUrgentLetter) ?? next[0];
};

/** How long until the next mail is due; undefined: none waits. */
export const nextDueInMs = (letters: readonly Letter[], nowMs: number): number | undefined => {
  const times = letters
    .filter(({ isAside }) => !isAside)
    .map(({ nextAtMs }) => (hasCome(nextAtMs, nowMs) ? 0 : nextAtMs - nowMs));
  return times.length === 0 ? undefined : Math.min(...times);
};
