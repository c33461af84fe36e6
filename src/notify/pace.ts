import { isUrgent, type Notice } from './notice.ts';

/** In any ten minutes so many mails are begun; what comes on top is put together into one. */
const windowMs = 600_000;
const mostMails = 8;
/** What cannot wait finds a little more room. */
const mostUrgent = 15;

const firstPauseMs = 30_000;
const longestPauseMs = 15 * 60_000;

/** A time that has come; one that lies further ahead than anything waits was set by a clock that was put back since. */
export const hasCome = (atMs: number, nowMs: number): boolean => atMs <= nowMs || atMs > nowMs + longestPauseMs;

/** Mails begun within the window, oldest first. */
export const recent = (begunAtMs: readonly number[], nowMs: number): number[] =>
  begunAtMs.filter((atMs) => atMs <= nowMs && atMs > nowMs - windowMs);

/** Mails that will be begun, and gather notices until then. */
export const planned = (begunAtMs: readonly number[], nowMs: number): number[] =>
  begunAtMs.filter((atMs) => !hasCome(atMs, nowMs));

/** When the notice may be a mail: now, or when the window has room for what has gathered by then. */
export const mayBeginAtMs = (begunAtMs: readonly number[], notice: Notice, nowMs: number): number => {
  const begun = recent(begunAtMs, nowMs);
  const most = isUrgent(notice) ? mostUrgent : mostMails;
  if (begun.length < most) return nowMs;
  return (begun[begun.length - most] ?? nowMs) + windowMs;
};

/** The pause behind an attempt that failed: 30 s, and twice as long each time, up to 15 minutes. */
export const pauseMs = (attempts: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, Math.max(0, attempts - 1)));
