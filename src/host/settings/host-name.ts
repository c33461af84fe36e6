import type { HostDifference, HostState } from '../../config/host-change.ts';
import { addressPart } from '../../config/address-value.ts';
import { textAt, type HostPlace } from './host-place.ts';
import { domainInHosts, renamedHosts, type HostName } from './hosts-file.ts';
import { searchedIn } from './resolver-file.ts';
import type { Step } from './step.ts';
import { ask, type Command } from './tool.ts';

const namePath = '/etc/hostname';
const hostsPath = '/etc/hosts';

const statedName = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim().toLowerCase())
    .find((line) => line !== '' && !line.startsWith('#')) ?? 'localhost';

/** What `/etc/hostname` says, and the domain that it, `/etc/hosts` or the resolver adds. */
export const readHostName = async (place: HostPlace): Promise<HostName> => {
  const [hostname = '', ...labels] = statedName((await textAt(place, namePath)) ?? '').split('.');
  if (labels.length > 0) return { hostname, domain: labels.join('.') };
  const inHosts = domainInHosts((await textAt(place, hostsPath)) ?? '', hostname);
  const domain = inHosts === 'localdomain' ? undefined : inHosts;
  return { hostname, domain: domain ?? searchedIn((await textAt(place, '/etc/resolv.conf')) ?? '')[0] ?? null };
};

/** Addresses of this host before, each with the one that takes its place. */
const movedAddresses = (before: HostState, { interfaces = [] }: HostDifference): Map<string, string> => {
  const moved = new Map<string, string>();
  for (const { name, address } of before.interfaces) {
    if (address === null) continue;
    const now = interfaces.find((one) => one.name === name)?.address ?? address;
    moved.set(addressPart(address), addressPart(now));
  }
  return moved;
};

const verifyName = async (hostname: string): Promise<readonly string[]> => {
  const { stdout } = await ask('hostnamectl', '--transient');
  const said = stdout.trim().toLowerCase();
  if (said === hostname) return [];
  throw new Error(`the system is still called ${said || 'nothing'}`);
};

/** What a host shall be called; undefined where nothing about that changes. */
const nameAfter = (before: HostName, { hostname, domain }: HostDifference): HostName => ({
  hostname: hostname ?? before.hostname,
  domain: domain === undefined ? before.domain : domain,
});

const setName = (hostname: string): Command => ({ argv: ['hostnamectl', 'set-hostname', '--', hostname] });

/** Name, domain and own addresses in `/etc/hostname` and `/etc/hosts`. */
export const hostNameStep = async (
  place: HostPlace,
  before: HostState,
  change: HostDifference,
): Promise<Step | undefined> => {
  const isAsked = [change.hostname, change.domain, change.interfaces].some((one) => one !== undefined);
  if (!isAsked) return undefined;
  const now = nameAfter(before, change);
  const text = (await textAt(place, hostsPath)) ?? '127.0.0.1\tlocalhost\n';
  const hosts = renamedHosts(text, before, now, movedAddresses(before, change));
  const stated = statedName((await textAt(place, namePath)) ?? '');
  // A domain in there would go on being this host's.
  const isRenamed = now.hostname !== before.hostname || (change.domain !== undefined && stated.includes('.'));
  if (!isRenamed && hosts === text) return undefined;
  return {
    what: isRenamed ? 'the hostname' : 'the names in /etc/hosts',
    files: [{ path: hostsPath, text: hosts }, ...(isRenamed ? [{ path: namePath, text: `${now.hostname}\n` }] : [])],
    after: isRenamed ? [setName(now.hostname)] : [],
    undo: { before: [], after: isRenamed ? [setName(stated)] : [] },
    verify: () => (isRenamed ? verifyName(now.hostname) : Promise.resolve([])),
  };
};
