const minuteMs = 60_000;
const units = [
  ['week', 7 * 24 * 60],
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
] as const;

/** As IOS prints it: `1 week, 2 days, 3 hours, 5 minutes`. */
export const uptimeOf = (ms: number): string => {
  let left = Math.floor(ms / minuteMs);
  const parts: string[] = [];
  for (const [unit, minutes] of units) {
    const amount = Math.floor(left / minutes);
    left -= amount * minutes;
    if (amount > 0) parts.push(`${amount} ${unit}${amount === 1 ? '' : 's'}`);
  }
  return parts.join(', ') || '0 minutes';
};
