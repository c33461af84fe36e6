import type { Config } from '../config/config.ts';
import type { HealthCheck } from '../host/health-check.ts';
import type { HealthSettings } from '../host/health-watch.ts';
import type { RestartLimit } from '../host/restarts.ts';

export type ServiceConfig = Config['services'][string];

const checkOf = ({ checkUrl, checkPort, checkCommand }: ServiceConfig): HealthCheck | null => {
  if (checkUrl !== undefined) return { kind: 'http', url: checkUrl };
  if (checkPort !== undefined) return { kind: 'tcp', port: checkPort };
  return checkCommand === undefined ? null : { kind: 'command', command: checkCommand };
};

/** How its health is checked; null: not at all. */
export const healthSettingsOf = (settings: ServiceConfig): HealthSettings | null => {
  const check = checkOf(settings);
  if (check === null) return null;
  const { checkIntervalMs, checkTimeoutMs, checkFailures, checkGraceMs } = settings;
  return {
    check,
    intervalMs: checkIntervalMs,
    timeoutMs: checkTimeoutMs,
    failures: checkFailures,
    graceMs: checkGraceMs,
  };
};

export const restartLimitOf = ({ restarts, restartWindowMs }: ServiceConfig): RestartLimit => ({
  most: restarts,
  windowMs: restartWindowMs,
});
