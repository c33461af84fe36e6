import { join } from 'node:path';
import type { Event } from '../failover/event.ts';
import { Systemd } from '../host/systemd.ts';
import { UnitCustody } from '../host/unit-custody.ts';
import type { Paths } from '../store/paths.ts';
import { raiseAlarm } from './alarm.ts';
import type { HostUnits } from './service-units.ts';
import { Services } from './services.ts';
import type { Worker } from './worker.ts';

/** Only the worker of the whole host has units. */
export const hostUnits = (paths: Paths): HostUnits | undefined => {
  if (paths.root !== '/') return undefined;
  const systemd = new Systemd();
  const unitsFolder = join(paths.root, 'run/systemd/system');
  return { systemd, custody: new UnitCustody({ systemd, recordPath: paths.units, unitsFolder }) };
};

/** The protected services of a worker, with what becomes of their faults. */
export const protectedServices = (worker: Worker): Services => {
  const dispatch = (event: Event): void => void worker.engine.dispatch(event).catch(() => undefined);
  const warn = (sentence: string): void => void worker.logs.worker.warn(sentence);
  return new Services({
    logFolder: worker.paths.logs,
    runFolder: worker.paths.services,
    host: hostUnits(worker.paths),
    mayRun: () => ['active', 'promoting'].includes(worker.engine.node.phase),
    onChange: warn,
    // "systemctl restart understudyd" starts its units behind it, before this server knows whether it serves.
    onAlarm: (sentence) => (worker.engine.node.phase === 'hold' ? warn(sentence) : raiseAlarm(worker, sentence)),
    onFailed: (service, reason) => {
      worker.logs.worker.error(`Service ${service} has failed: ${reason}. See "show logging service ${service}".`);
      dispatch({ type: 'serviceFailed', service, reason });
    },
    onRecovered: (service) => dispatch({ type: 'serviceRecovered', service }),
  });
};
