import { named } from '../../config/config.ts';
import type { TestReport } from '../../control/shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { directEndpointOf, endpointOf } from '../../peer/endpoint.ts';
import { testConnection } from '../../peer/test-connection.ts';
import { helloOf } from './own-status.ts';
import type { Worker } from '../worker.ts';

/** C3. @param options.back the host tries to reach this server, too @throws UnderstudyError usage when it is not trusted */
export const testTrustedHost = async (
  worker: Worker,
  name: string,
  options: { readonly back: boolean } = { back: true },
): Promise<TestReport> => {
  const { config, paths } = worker;
  const host = named(config.trustedHosts, name);
  if (host === undefined) {
    throw new UnderstudyError('usage', `Unknown host "${name}": it is no trusted host`, {
      hint: `add "trusted-host ${name} …" first`,
    });
  }
  return testConnection({
    endpoint: endpointOf(name, host),
    direct: directEndpointOf(name, host),
    keyPath: paths.sshKey,
    knownHostsPath: paths.knownHosts,
    hello: helloOf(worker),
    maxClockDifferenceMs: config.maxClockDifferenceMs,
    back: options.back,
  });
};
