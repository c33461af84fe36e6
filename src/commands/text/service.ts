import type { ServiceDetail } from '../../control/host-shapes.ts';
import type { ServiceStatus } from '../../control/shapes.ts';
import { whenOf } from './time.ts';

/** Behind a service's state: since when, as which process and, when it has failed, why. */
export const serviceDetails = ({ state, since, pid, detail }: ServiceStatus, nowMs: number): string => {
  const from = since === null ? '' : ` since ${whenOf(since, nowMs)}`;
  const process = pid === null ? '' : `, pid ${pid}`;
  const reason = state !== 'failed' || detail === '' ? '' : `: ${detail}`;
  return `${from}${process}${reason}`;
};

const unitLine = ({ unit, state, subState, result }: ServiceDetail): string[] => {
  if (unit === null) return [];
  const ended = state !== 'running' && result !== null && !['', 'success'].includes(result) ? `, ${result}` : '';
  return [`unit ${unit}${subState === null ? '' : ` (${subState}${ended})`}`];
};

const checkLine = ({ check, state }: ServiceDetail, nowMs: number): string[] => {
  if (check === null) return [];
  const { what, healthy, failures, at, reason } = check;
  if (healthy === null) return [`check ${what}: ${state === 'stopped' ? 'not running' : 'no answer yet'}`];
  const when = at === null ? '' : `, ${whenOf(at, nowMs)}`;
  const often = failures > 1 ? `, ${failures} times in a row` : '';
  return [`check ${what}: ${healthy ? 'healthy' : `FAILS${often}: ${reason ?? 'no reason is known'}`}${when}`];
};

/** What it is made of and how it is, a line each. */
export const serviceParts = (service: ServiceDetail, nowMs: number): string[] => [
  ...unitLine(service),
  ...(service.command === null ? [] : [service.command]),
  ...checkLine(service, nowMs),
  ...(service.restarts === 0 ? [] : [`restarts: ${service.restarts}`]),
];
