import type { ServiceStatus } from '../../control/shapes.ts';
import { whenOf } from './time.ts';

/** Behind a service's state: since when, as which process and, when it has failed, why. */
export const serviceDetails = ({ state, since, pid, detail }: ServiceStatus, nowMs: number): string => {
  const from = since === null ? '' : ` since ${whenOf(since, nowMs)}`;
  const process = pid === null ? '' : `, pid ${pid}`;
  const reason = state !== 'failed' || detail === '' ? '' : `: ${detail}`;
  return `${from}${process}${reason}`;
};
