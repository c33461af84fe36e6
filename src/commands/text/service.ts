import type { ServiceStatus } from '../../control/shapes.ts';
import { whenOf } from './time.ts';

/** Behind a service's state: since when, as which process and, when it has failed, why. */
export const serviceDetails = ({ state, since, pid, detail }: ServiceStatus, nowMs: number): string => {
  const from = since === null ? '' : ` since ${whenOf(since, nowMs)}`;
  const process = pid === null ? '' : `, pid ${pid}`;
  // Of a service that has not failed the detail is its command line.
  const reason = state !== 'failed' || detail === '' ? '' : `: ${detail}`;
  return `${from}${process}${reason}`;
};
