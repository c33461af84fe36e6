import { addressWithPrefix } from '../../config/address-value.ts';
import type { HostState } from '../../config/host-change.ts';
import { printSections, readSections, settingIn, valuesIn, type Section } from './ini.ts';

export type InterfaceState = HostState['interfaces'][number];

const isIpv4 = (value: string): boolean => /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(value);
const isAddress = (value: string): boolean => addressWithPrefix.schema.safeParse(value).success;

/** The family that DHCP gives addresses of, by what stands behind `DHCP=`. */
const dhcpFamilies = (value: string | undefined): { four: boolean; six: boolean } => {
  const said = (value ?? 'no').toLowerCase();
  const isBoth = /^(yes|true|1|on|both)$/.test(said);
  return { four: isBoth || said === 'ipv4' || said === 'v4', six: isBoth || said === 'ipv6' || said === 'v6' };
};

const dhcpWord = (four: boolean, six: boolean): string => (four ? (six ? 'yes' : 'ipv4') : six ? 'ipv6' : 'no');

const onlyLine = (section: Section, key: string): string | undefined => valuesIn([section], section.name, key).at(-1);

/** A way to everywhere over IPv4. */
const isDefaultRoute = (section: Section): boolean => {
  const destination = onlyLine(section, 'Destination');
  const gateway = onlyLine(section, 'Gateway') ?? '';
  return (
    section.name === 'Route' &&
    (destination === undefined || destination === '0.0.0.0/0') &&
    (isIpv4(gateway) || gateway === '_dhcp4')
  );
};

const isIpv4Address = (section: Section): boolean =>
  section.name === 'Address' && isIpv4(onlyLine(section, 'Address') ?? '');

/** What a `.network` file, with its drop-ins behind it, sets of an interface. */
export const interfaceIn = (name: string, text: string): InterfaceState => {
  const sections = readSections(text);
  const addresses = [...valuesIn(sections, 'Network', 'Address'), ...valuesIn(sections, 'Address', 'Address')];
  const address = addresses.find(isAddress) ?? null;
  const routes = sections.filter(isDefaultRoute).flatMap((section) => onlyLine(section, 'Gateway') ?? []);
  const gateway = [...valuesIn(sections, 'Network', 'Gateway'), ...routes].find(isIpv4) ?? null;
  if (address !== null) return { name, method: 'static', address, gateway };
  const isDhcp = dhcpFamilies(valuesIn(sections, 'Network', 'DHCP').at(-1)).four;
  return { name, method: isDhcp ? 'dhcp' : 'none', address: null, gateway: null };
};

const heading = (origin: string | undefined): string =>
  [
    '# Written by Understudy: "setup" changes it.',
    ...(origin === undefined ? [] : [`# It goes before ${origin}, whose other settings are kept here.`]),
    '',
    '',
  ].join('\n');

/** Whether a line of [Network] gives an address, a gateway or DHCP: what is written anew. */
const isReplaced = (line: string): boolean => {
  const [key, value = ''] = settingIn(line) ?? [];
  return key === 'DHCP' || ((key === 'Address' || key === 'Gateway') && (isIpv4(value) || value === ''));
};

const isComment = (line: string): boolean => settingIn(line) === undefined;

/** The text of a `.network` file for one interface: what stood in `text` about other things stays. */
export const networkFile = (wanted: InterfaceState, text: string, origin: string | undefined): string => {
  const sections = readSections(text).filter(({ name }) => name !== 'Match');
  const { six } = dhcpFamilies(valuesIn(sections, 'Network', 'DHCP').at(-1));
  const others = sections
    .filter((section) => section.name !== 'Network' && !isIpv4Address(section) && !isDefaultRoute(section))
    .map((section) => ({ ...section, lines: section.lines.filter((line) => !isComment(line)) }));
  const kept = sections
    .filter(({ name }) => name === 'Network')
    .flatMap(({ lines }) => lines.filter((line) => !isComment(line) && !isReplaced(line)));
  const network = [
    ...(wanted.address === null ? [] : [`Address=${wanted.address}`]),
    ...(wanted.gateway === null ? [] : [`Gateway=${wanted.gateway}`]),
    `DHCP=${dhcpWord(wanted.method === 'dhcp', six)}`,
    ...kept,
  ];
  const all = [{ name: 'Match', lines: [`Name=${wanted.name}`] }, { name: 'Network', lines: network }, ...others];
  return heading(origin) + printSections(all);
};
