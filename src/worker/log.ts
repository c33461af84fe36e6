import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import winston from 'winston';

const maxBytes = 10 * 1024 * 1024;
const maxFiles = 5;
const tailBytes = 1024 * 1024;

const lineFormat = winston.format.combine(
  winston.format.timestamp(),
  winston.format.printf(
    ({ timestamp, level, message }) => `${String(timestamp)} ${level.toUpperCase().padEnd(5)} ${String(message)}`,
  ),
);

/** journald reads the level from a `<N>` prefix. */
const journalLevel: Record<string, number> = { error: 3, warn: 4, info: 6, debug: 7 };
const journalFormat = winston.format.printf(({ level, message }) => `<${journalLevel[level] ?? 6}>${String(message)}`);

/** The two logs of a worker. */
export interface Logs {
  /** HighAvailability: every heartbeat, every decision, every synchronization (E1). */
  readonly availability: winston.Logger;
  /** The worker itself: start, stop, configuration, commands, faults. */
  readonly worker: winston.Logger;
  readonly availabilityFile: string;
  close(): Promise<void>;
}

const ended = (logger: winston.Logger): Promise<void> =>
  new Promise((resolve) => {
    logger.once('finish', resolve);
    logger.end();
  });

export const openLogs = (folder: string): Logs => {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const file = (name: string) =>
    new winston.transports.File({
      filename: join(folder, name),
      maxsize: maxBytes,
      maxFiles,
      tailable: true,
      format: lineFormat,
    });
  const journal = new winston.transports.Console({
    format: journalFormat,
    stderrLevels: Object.keys(journalLevel),
    level: 'info',
  });
  const availability = winston.createLogger({ level: 'debug', transports: [file('HighAvailability.log'), journal] });
  const worker = winston.createLogger({ level: 'info', transports: [file('understudyd.log'), journal] });
  return {
    availability,
    worker,
    availabilityFile: join(folder, 'HighAvailability.log'),
    close: async () => {
      await Promise.all([ended(availability), ended(worker)]);
    },
  };
};

/** The last lines of a log file, oldest first; at most the last MiB is read. */
export const tailOf = async (path: string, lines: number): Promise<string[]> => {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const all = buffer.toString('utf8').split('\n');
    return all.slice(0, -1).slice(-lines);
  } finally {
    await handle.close();
  }
};
