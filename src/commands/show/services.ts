import type { ServiceDetail, ServiceList } from '../../control/host-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { countOf } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { serviceDetails, serviceParts } from '../text/service.ts';

const serviceLines = (service: ServiceDetail, nowMs: number, paint: Paint): string[] => {
  const state = service.state === 'failed' ? paint.bad('FAILED') : service.state;
  const parts = serviceParts(service, nowMs).map((line) => `  ${line}`);
  return [`${paint.strong(service.name)} is ${state}${serviceDetails(service, nowMs)}`, ...parts];
};

const textOf = (
  { services, clientPorts, clientConnection, serving, openConnections }: ServiceList,
  nowMs: number,
  paint: Paint,
): string => {
  const none = 'No service is protected: "service NAME unit …" in configuration mode adds one';
  const open = serving ? 'new connections are taken in' : 'none here: they are taken in where the pair is active';
  const taken = clientConnection === 'enabled' ? open : paint.warn('new connections are DISABLED');
  const count = serving || openConnections > 0 ? `, ${countOf(openConnections, 'connection')} open` : '';
  return [
    ...(services.length === 0 ? [none] : services.flatMap((service) => serviceLines(service, nowMs, paint))),
    '',
    `Clients: ${taken}${count}`,
    ...clientPorts.map(({ port, address, to }) => `  port ${port} on ${address} leads to port ${to}`),
  ].join('\n');
};

/** The same for support: of every command line only the program, because passwords may stand behind it. */
export const showServicesForSupport = async (call: Call): Promise<Outcome> => {
  const { services, ...rest } = await call.client.services();
  const programs = services.map((service) => ({ ...service, command: service.command?.trim().split(/\s/)[0] ?? null }));
  const data = { ...rest, services: programs };
  return { data, text: (paint) => textOf(data, call.nowMs, paint) };
};

/** `show services`: what is protected, and how clients reach it (B6). */
export const showServices = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.services();
  return { data, text: (paint) => textOf(data, nowMs, paint) };
};
