import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import winston from 'winston';

const maxBytes = 10 * 1024 * 1024;
const maxFiles = 5;
const reopenAfterMs = 5000;
const closedWithinMs = 2000;
const tailBytes = 1024 * 1024;

/** One event is one line: what a message quotes from elsewhere cannot look like a line of ours. */
const oneLine = winston.format((info) => ({
  ...info,
  message: String(info.message).replace(/[\p{Cc}\u2028\u2029]+/gu, ' '),
}));

const lineFormat = winston.format.combine(
  oneLine(),
  winston.format.timestamp(),
  winston.format.printf(
    ({ timestamp, level, message }) => `${String(timestamp)} ${level.toUpperCase().padEnd(5)} ${String(message)}`,
  ),
);

/** journald reads the level from a `<N>` prefix. */
const journalLevel: Record<string, number> = { error: 3, warn: 4, info: 6, debug: 7 };
const journalFormat = winston.format.combine(
  oneLine(),
  winston.format.printf(({ level, message }) => `<${journalLevel[level] ?? 6}>${String(message)}`),
);

/** The two logs of a worker. */
export interface Logs {
  /** HighAvailability: every heartbeat, every decision, every synchronization (E1). */
  readonly availability: winston.Logger;
  /** The worker itself: start, stop, configuration, commands, faults. */
  readonly worker: winston.Logger;
  readonly availabilityFile: string;
  close(): Promise<void>;
}

/** A file that cannot be written is not waited for. */
const ended = (logger: winston.Logger): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(resolve, closedWithinMs);
    logger.once('finish', () => {
      clearTimeout(late);
      resolve();
    });
    logger.end();
  });

const ignore = (): void => undefined;

/**
 * A log that outlives a full disk. A file transport never recovers from an error, so it is taken out, and after a while
 * a new one takes its place; what is logged in between is in the journal only.
 */
const lastingLog = (level: string, journal: winston.transport, openFile: () => winston.transport, retryMs: number) => {
  const logger = winston.createLogger({ level, transports: [journal] });
  const attach = (): void => {
    const file = openFile();
    let broken = false;
    file.on('error', () => {
      if (broken) return;
      broken = true;
      logger.remove(file);
      setTimeout(() => {
        if (!logger.writableEnded) attach();
      }, retryMs).unref();
    });
    logger.add(file);
  };
  attach();
  // Each transport's error comes here too, and a log without an ear for it ends the worker.
  logger.on('error', ignore);
  return logger;
};

/** Opens both logs; a file that cannot be written is tried again every `retryMs`. */
export const openLogs = (folder: string, retryMs = reopenAfterMs): Logs => {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const file = (name: string) => () =>
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
  // Nobody may read it any more, or it is a file on the same full disk.
  process.stderr.off('error', ignore).on('error', ignore);
  const availability = lastingLog('debug', journal, file('HighAvailability.log'), retryMs);
  const worker = lastingLog('info', journal, file('understudyd.log'), retryMs);
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
