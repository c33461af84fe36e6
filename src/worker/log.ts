import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import winston from 'winston';
import { ServiceLog } from '../host/service-log.ts';

const maxBytes = 10 * 1024 * 1024;
const predecessors = 4;
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

const ended = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    stream.once('finish', resolve);
    stream.end();
  });

/** The file transport of winston never writes again after a full disk; this file goes on once there is room. */
const lastingFile = (path: string, reopenAfterMs: number): Writable => {
  const file = new ServiceLog(path, { maxBytes, predecessors, reopenAfterMs });
  return new Writable({
    write: (text: Buffer, _encoding, done) => void file.write(text).then(() => done()),
    final: (done) => void file.close().then(() => done()),
  });
};

const ignore = (): void => undefined;

/** Opens both logs. What a file cannot take is in the journal only; it is tried again every `reopenAfterMs`. */
export const openLogs = (folder: string, reopenAfterMs = 5000): Logs => {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const journal = new winston.transports.Console({
    format: journalFormat,
    stderrLevels: Object.keys(journalLevel),
    level: 'info',
  });
  // Nobody may read it any more, or it is a file on a full disk: no reason to end.
  process.stderr.off('error', ignore).on('error', ignore);
  const open = (name: string, level: string) => {
    const file = lastingFile(join(folder, name), reopenAfterMs);
    const transport = new winston.transports.Stream({ stream: file, format: lineFormat });
    const logger = winston.createLogger({ level, transports: [transport, journal] }).on('error', ignore);
    return { logger, close: () => ended(logger).then(() => ended(file)) };
  };
  const availability = open('HighAvailability.log', 'debug');
  const worker = open('understudyd.log', 'info');
  return {
    availability: availability.logger,
    worker: worker.logger,
    availabilityFile: join(folder, 'HighAvailability.log'),
    close: async () => {
      await Promise.all([availability.close(), worker.close()]);
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
