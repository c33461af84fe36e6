import type { Config } from '../config/config.ts';
import { endPrivileges } from './control/end-privileges.ts';
import type { Worker } from './worker.ts';

/** Takes up a change of the running configuration, part by part. @returns warnings */
export const takeUp = async (worker: Worker, now: Config, before: Config): Promise<readonly string[]> => {
  const { engine, services, stage } = worker;
  const differs = (...keys: (keyof Config)[]): boolean =>
    keys.some((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
  if (differs('hostname')) await engine.amend((node) => ({ ...node, name: now.hostname }));
  if (differs('trustedHosts')) await worker.trust.anew(before.trustedHosts);
  if (differs('enableSecret')) endPrivileges(worker);
  const { added, warnings } = differs('services') ? await services.configure(now) : { added: [], warnings: [] };
  if (differs('healthAddress', 'healthPorts', 'hostname')) await worker.portal.changed();
  if (differs('highAvailability'))
    await engine.dispatch({ type: now.highAvailability === 'enable' ? 'enabled' : 'disabled' });
  if (differs('highAvailability', 'peer', 'trustedHosts', 'heartbeatIntervalMs', 'heartbeatRecheckMs'))
    await worker.watch.restart();
  if (differs('services', 'clientPorts') && engine.node.phase === 'active') {
    for (const name of added) await services.byName(name).start();
    await stage.setGate();
  }
  await worker.timetable.armAnew();
  worker.serveLease.changed();
  return [...warnings, ...worker.witness.changed(now, before), ...(await worker.notifications.changed(now, before))];
};
