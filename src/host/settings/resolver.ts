import type { HostDifference, HostState } from '../../config/host-change.ts';
import { isAt, linkAt, textAt, type HostPlace } from './host-place.ts';
import { readSections, valuesIn } from './ini.ts';
import { nameServersIn, resolverFile, searchedIn, searchedWith } from './resolver-file.ts';
import { noUndo, type Step } from './step.ts';

const plainPath = '/etc/resolv.conf';
const ownPath = '/etc/systemd/resolved.conf.d/50-understudy.conf';
/** The servers that systemd-resolved asks, without its own address in between. */
const upstreamPath = '/run/systemd/resolve/resolv.conf';

/** Who answers what this host asks by name. */
type Resolver = 'resolved' | 'plain' | { readonly other: string };

const resolverOf = async (place: HostPlace): Promise<Resolver> => {
  const target = await linkAt(place, plainPath);
  if (target === undefined) return 'plain';
  if (target.includes('systemd/resolve/')) return 'resolved';
  return { other: target };
};

interface Resolution {
  readonly nameServers: readonly string[];
  readonly searched: readonly string[];
}

const ownResolution = (text: string): Resolution => {
  const sections = readSections(text);
  const words = (key: string): string[] => valuesIn(sections, 'Resolve', key).flatMap((value) => value.split(/\s+/));
  return { nameServers: words('DNS'), searched: words('Domains').filter((domain) => !domain.startsWith('~')) };
};

const resolutionOf = async (place: HostPlace, resolver: Resolver): Promise<Resolution> => {
  const own = resolver === 'resolved' ? await textAt(place, ownPath) : undefined;
  if (own !== undefined) return ownResolution(own);
  const text = (await textAt(place, resolver === 'resolved' ? upstreamPath : plainPath)) ?? '';
  return { nameServers: nameServersIn(text), searched: searchedIn(text).filter((domain) => domain !== '.') };
};

export const readNameServers = async (place: HostPlace): Promise<readonly string[]> =>
  (await resolutionOf(place, await resolverOf(place))).nameServers;

/** Everything is asked of these servers, whatever a link has got by DHCP. */
const resolvedFile = ({ nameServers, searched }: Resolution): string =>
  [
    '# Written by Understudy: "setup" changes it.',
    '[Resolve]',
    'DNS=',
    ...(nameServers.length === 0 ? [] : [`DNS=${nameServers.join(' ')}`]),
    'Domains=',
    `Domains=${[...(nameServers.length === 0 ? [] : ['~.']), ...searched].join(' ')}`,
    '',
  ].join('\n');

const verifyIn = async (place: HostPlace, path: string, wanted: readonly string[]): Promise<readonly string[]> => {
  const there = nameServersIn((await textAt(place, path)) ?? '');
  const missing = wanted.find((address) => !there.includes(address));
  if (missing === undefined) return [];
  throw new Error(`${path} does not name ${missing}`);
};

const restart = { argv: ['systemctl', 'restart', 'systemd-resolved.service'] };

/** Name servers, and the domain that short names are looked for in. */
export const resolverStep = async (
  place: HostPlace,
  before: HostState,
  change: HostDifference,
): Promise<Step | undefined> => {
  const resolver = await resolverOf(place);
  const now = await resolutionOf(place, resolver);
  const domain = change.domain === undefined ? before.domain : change.domain;
  const isAsked = change.nameServers !== undefined || change.domain !== undefined;
  // A resolver of somebody else's keeps its domains; only name servers would be lost on it.
  if (!isAsked || typeof resolver === 'object') return undefined;
  const wanted = {
    nameServers: change.nameServers ?? now.nameServers,
    searched: change.domain === undefined ? now.searched : searchedWith(now.searched, before.domain, domain),
  };
  const common = { what: 'the name servers', before: [] };
  if (resolver === 'resolved') {
    return {
      ...common,
      files: [{ path: ownPath, text: resolvedFile(wanted) }],
      after: [restart],
      undo: { before: [], after: [restart] },
      verify: () => verifyIn(place, upstreamPath, wanted.nameServers),
    };
  }
  const text = (await textAt(place, plainPath)) ?? '';
  return {
    ...common,
    files: [{ path: plainPath, text: resolverFile(text, wanted.nameServers, wanted.searched) }],
    after: [],
    undo: noUndo,
    verify: () => verifyIn(place, plainPath, wanted.nameServers),
  };
};

/** Why the name servers cannot be set here; undefined: they can. */
export const resolverObstacle = async (place: HostPlace): Promise<string | undefined> => {
  const resolver = await resolverOf(place);
  if (typeof resolver !== 'object') return undefined;
  return `${plainPath} is a link to ${resolver.other}: another program writes it, and the name servers have to be set there`;
};

/** Whether somebody on this host overwrites name servers with what DHCP brings. */
export const dhcpOverwrites = async (place: HostPlace): Promise<boolean> =>
  (await resolverOf(place)) === 'plain' &&
  ((await isAt(place, '/sbin/dhclient')) || (await isAt(place, '/usr/sbin/dhclient')));
