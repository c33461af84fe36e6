import type { ClockStatus, InterfaceList, ServiceList } from '../../control/host-shapes.ts';
import { isClockSynchronized } from '../../host/clock.ts';
import { listInterfaces } from '../../host/interfaces.ts';
import { serviceDetailOf } from './service-report.ts';
import type { Worker } from '../worker.ts';

/** The clock of this host, and the other server's against it (E11). */
export const clockOf = async ({ config, watch }: Worker): Promise<ClockStatus> => {
  const { clockDifferenceMs: differenceMs } = watch;
  const synchronized = await isClockSynchronized();
  return {
    now: new Date().toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    synchronized,
    peer: config.peer === undefined || differenceMs === null ? null : { host: config.peer, differenceMs },
    maxDifferenceMs: config.maxClockDifferenceMs,
  };
};

/** The protected services, and how clients reach them (B6). A command line may hold a password: not everybody sees it. */
export const servicesOf = ({ config, services, state, gate, engine }: Worker, isPrivileged: boolean): ServiceList => ({
  services: services.views().map((view) => serviceDetailOf({ config, services }, view, isPrivileged)),
  clientPorts: Object.entries(config.clientPorts).map(([port, { address, to }]) => ({
    port: Number(port),
    address,
    to,
  })),
  clientConnection: state.state.clientConnection,
  serving: engine.node.phase === 'active',
  openConnections: gate.openConnections,
});

export const interfacesOf = async (): Promise<InterfaceList> => ({ interfaces: await listInterfaces() });
