import type { ServiceDetail, ServiceList } from '../../control/host-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { countOf } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { serviceDetails } from '../text/service.ts';

const serviceLines = (service: ServiceDetail, nowMs: number, paint: Paint): string[] => {
  const state = service.state === 'failed' ? paint.bad('FAILED') : service.state;
  return [`${paint.strong(service.name)} is ${state}${serviceDetails(service, nowMs)}`, `  ${service.command}`];
};

const textOf = (
  { services, clientPorts, clientConnection, openConnections }: ServiceList,
  nowMs: number,
  paint: Paint,
): string => {
  const none = 'No service is protected: "service NAME command …" in configuration mode adds one';
  const taken =
    clientConnection === 'enabled' ? 'new connections are enabled' : paint.warn('new connections are DISABLED');
  return [
    ...(services.length === 0 ? [none] : services.flatMap((service) => serviceLines(service, nowMs, paint))),
    '',
    `Clients: ${taken}, ${countOf(openConnections, 'connection')} open`,
    ...clientPorts.map(({ port, address, to }) => `  port ${port} on ${address} leads to port ${to}`),
  ].join('\n');
};

/** `show services`: what is protected, and how clients reach it (B6). */
export const showServices = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.services();
  return { data, text: (paint) => textOf(data, nowMs, paint) };
};
