import type { ServiceDetail } from '../../control/host-shapes.ts';
import type { ServiceStatus } from '../../control/shapes.ts';
import type { ServiceView } from '../../host/protected-service.ts';
import type { Worker } from '../worker.ts';

/** What every show says of a service. */
export const serviceStatusOf = ({ name, state, since, pid, detail }: ServiceView): ServiceStatus => ({
  name,
  state,
  since,
  pid,
  detail,
});

/** All there is to say of a service. A command line may hold a password: not everybody sees it. */
export const serviceDetailOf = (
  { config, services }: Pick<Worker, 'config' | 'services'>,
  view: ServiceView,
  isPrivileged: boolean,
): ServiceDetail => {
  const settings = config.services[view.name];
  return {
    ...serviceStatusOf(view),
    unit: settings?.unit ?? null,
    command: isPrivileged ? (settings?.command ?? null) : null,
    subState: view.subState,
    result: view.result,
    restarts: view.restarts,
    check: services.healthOf(view.name),
  };
};
