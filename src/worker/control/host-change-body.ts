import { z } from 'zod';
import { addressPart, addressWithPrefix, interfaceName } from '../../config/address-value.ts';
import { hostEntries, hostFields } from '../../config/host-field.ts';
import { hostLinesOf } from '../../config/host-lines.ts';
import type { HostChange, InterfaceSettings } from '../../control/host-settings-shapes.ts';

const { hostname, domain, defaultGateway, nameServers, timeZone, ntpServers } = hostFields;
const { administrators } = hostEntries;

const interfaceBody = z.strictObject({
  name: interfaceName.schema,
  method: z.enum(['static', 'dhcp', 'none']),
  address: addressWithPrefix.schema.nullable(),
  gateway: defaultGateway.kind.schema.nullable(),
});

/** A change of the host as it comes over the control API: every value is checked as where it is typed. */
export const hostChangeBody = z.strictObject({
  hostname: hostname.kind.schema.optional(),
  domain: domain.kind.schema.nullable().optional(),
  interfaces: z.array(interfaceBody).max(64).optional(),
  nameServers: z.union([z.tuple([]), nameServers.kind.schema]).optional(),
  timeZone: timeZone.kind.schema.optional(),
  ntpServers: z.union([z.tuple([]), ntpServers.kind.schema]).optional(),
  administrator: z
    .strictObject({ name: administrators.name.schema, password: administrators.parts.password.kind.schema })
    .optional(),
});

/** A change in the console's language, for the audit; the password is masked. */
export const linesOfChange = ({ interfaces = [], ...plain }: HostChange): string[] => {
  const gateway = interfaces.find((one) => one.gateway !== null)?.gateway;
  const addressOf = ({ method, address }: InterfaceSettings): string | null => (method === 'dhcp' ? 'dhcp' : address);
  const entries = new Map(interfaces.map((one) => [one.name, addressOf(one)]));
  return hostLinesOf({
    ...plain,
    interfaces: Object.fromEntries(entries),
    ...(gateway === undefined || gateway === null ? {} : { defaultGateway: gateway }),
  });
};

/** Addresses that this host gets, for checks against other settings. */
export const addressesIn = ({ interfaces = [] }: HostChange): string[] =>
  interfaces.flatMap(({ address }) => (address === null ? [] : [addressPart(address)]));
