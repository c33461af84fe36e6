import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPlace } from './host-place.ts';
import { ask } from './tool.ts';

const ethernet = '1';

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );

/**
 * Interfaces that a cable is plugged into, or stand for some that are: no loopback, no tunnels, no parts of a bridge or
 * bond, and bridges only where `isConfigured` says that the host's own configuration has them.
 */
export const realInterfaces = async (
  { root }: HostPlace,
  isConfigured: (name: string) => boolean,
): Promise<string[]> => {
  const folder = join(root, 'sys/class/net');
  const names = (await readdir(folder).catch(() => [])).sort();
  const isReal = async (name: string): Promise<boolean> => {
    const has = (part: string): boolean => existsSync(join(folder, name, part));
    if (name === 'lo' || has('master') || (has('bridge') && !isConfigured(name))) return false;
    return (await textOf(join(folder, name, 'type'))) === ethernet;
  };
  const are = await Promise.all(names.map(isReal));
  return names.filter((_name, i) => are[i]);
};

/** Whether a cable with life at its other end is plugged in; true where the kernel does not say. */
export const hasCarrier = async ({ root }: HostPlace, name: string): Promise<boolean> =>
  (await textOf(join(root, 'sys/class/net', name, 'carrier'))) !== '0';

interface AddressInfo {
  readonly local?: string;
  readonly prefixlen?: number;
  readonly family?: string;
  readonly dynamic?: boolean;
  readonly tentative?: boolean;
}

/** An IPv4 address that an interface has at this moment. */
export interface LiveAddress {
  readonly address: string;
  readonly isDynamic: boolean;
}

/** The IPv4 addresses of an interface; none where there is no such interface. */
export const liveAddresses = async (name: string): Promise<LiveAddress[]> => {
  const { status, stdout } = await ask('ip', '-json', '-4', 'address', 'show', 'dev', name);
  if (status !== 0) return [];
  const links = JSON.parse(stdout || '[]') as { addr_info?: AddressInfo[] }[];
  return links
    .flatMap(({ addr_info: infos = [] }) => infos)
    .filter(({ tentative }) => tentative !== true)
    .map(({ local = '', prefixlen = 32, dynamic }) => ({
      address: `${local}/${prefixlen}`,
      isDynamic: dynamic === true,
    }));
};

/** Where an interface leads to everywhere over IPv4. */
export const liveGateways = async (name: string): Promise<string[]> => {
  const { status, stdout } = await ask('ip', '-json', '-4', 'route', 'show', 'default', 'dev', name);
  if (status !== 0) return [];
  return (JSON.parse(stdout || '[]') as { gateway?: string }[]).flatMap(({ gateway }) => gateway ?? []);
};
