/** C7. */
export interface ScheduleTimes {
  /** GMT, `HH:MM`. */
  readonly startTime: string;
  readonly everyMs: number;
  /** When the settings were saved, epoch ms: every save arms the schedule anew. */
  readonly savedAtMs: number;
  /** Epoch ms. */
  readonly nowMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The next StartTime strictly after the save, epoch ms. */
const firstRun = (startTime: string, savedAtMs: number): number => {
  const [hours = 0, minutes = 0] = startTime.split(':').map(Number);
  const midnightMs = Math.floor(savedAtMs / dayMs) * dayMs;
  const todayMs = midnightMs + (hours * 60 + minutes) * minuteMs;
  return todayMs > savedAtMs ? todayMs : todayMs + dayMs;
};

/**
 * The first run after `nowMs`, epoch ms. The first one of all is at the next StartTime after the save, the others count
 * from it. Runs that were missed are not made up.
 */
export const nextRun = ({ startTime, everyMs, savedAtMs, nowMs }: ScheduleTimes): number => {
  const firstMs = firstRun(startTime, savedAtMs);
  if (firstMs > nowMs) return firstMs;
  return firstMs + (Math.floor((nowMs - firstMs) / everyMs) + 1) * everyMs;
};
