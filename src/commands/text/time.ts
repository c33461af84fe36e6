const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** A span of time in at most two units: `3 ms`, `1.4 s`, `42 s`, `2 min`, `3 h 12 min`, `4 d 3 h`. */
export const spanOf = (ms: number): string => {
  if (ms < secondMs) return `${Math.round(ms)} ms`;
  if (ms < 10 * secondMs) return `${Number((ms / secondMs).toFixed(1))} s`;
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs)
    return two(Math.floor(ms / minuteMs), 'min', ms < 10 * minuteMs ? Math.floor((ms % minuteMs) / secondMs) : 0, 's');
  if (ms < dayMs) return two(Math.floor(ms / hourMs), 'h', Math.floor((ms % hourMs) / minuteMs), 'min');
  return two(Math.floor(ms / dayMs), 'd', Math.floor((ms % dayMs) / hourMs), 'h');
};

/** Whole seconds are enough for an age. */
const ageSpan = (ms: number): string => (ms < 10 * secondMs ? `${Math.floor(ms / secondMs)} s` : spanOf(ms));

/** How long ago or ahead: `just now`, `2 min ago`, `in 3 h 12 min`. */
export const ageOf = (atMs: number, nowMs: number): string => {
  const ms = nowMs - atMs;
  // The clocks of two servers differ a little: the very near future is now.
  if (Math.abs(ms) < secondMs) return 'just now';
  return ms > 0 ? `${ageSpan(ms)} ago` : `in ${ageSpan(-ms)}`;
};

/** `2026-11-21 01:12:03 GMT`, from ISO 8601 or epoch milliseconds. */
export const gmtOf = (at: string | number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} GMT`;

/** A time as operators read it, with its age: `2026-11-21 01:12:03 GMT (2 min ago)`. */
export const whenOf = (at: string, nowMs: number): string => `${gmtOf(at)} (${ageOf(Date.parse(at), nowMs)})`;

/** Whose word something is, and how old: `by core2's last answer, 2 s ago`. */
export const lastAnswerOf = (host: string, at: string, nowMs: number): string =>
  `by ${host}'s last answer, ${ageOf(Date.parse(at), nowMs)}`;

/** The same, or `otherwise` where there is no time. */
export const whenOr = (at: string | null, nowMs: number, otherwise: string): string =>
  at === null ? otherwise : whenOf(at, nowMs);
