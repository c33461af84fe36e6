import type { SyncProgress } from '../../control/shapes.ts';
import { sizeOf } from './amount.ts';
import { spanOf } from './time.ts';

/** All of it and the name of the task fit into a window of 80 columns. */
const barWidth = 12;

/** `[####--------]`, in characters that every terminal has. */
const barOf = (share: number): string => {
  const full = Math.floor(share * barWidth);
  return `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}]`;
};

/** `1.2 MB/s, 7 s left`, as far as it can be told; empty at first. */
const pace = ({ bytesPerSecond, remainingMs }: SyncProgress): string => {
  if (bytesPerSecond === null) return '';
  const rate = `  ${sizeOf(bytesPerSecond)}/s`;
  return remainingMs === null ? rate : `${rate}  ${spanOf(Math.ceil(remainingMs / 1000) * 1000)} left`;
};

/** How far a task is: bar, percent, size, rate and time left; the bytes so far where the whole is not known. */
export const progressText = (progress: SyncProgress): string => {
  const { bytes, totalBytes } = progress;
  if (totalBytes <= 0) return `${sizeOf(bytes)}${pace(progress)}`;
  const share = Math.min(1, Math.max(0, bytes / totalBytes));
  const percent = `${Math.floor(100 * share)}%`.padStart(4);
  return `${barOf(share)} ${percent} of ${sizeOf(totalBytes)}${pace(progress)}`;
};
