import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

export interface Counters {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** A network interface as the kernel shows it. */
export interface Interface {
  readonly name: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** With the length of the prefix. */
  readonly addresses: readonly string[];
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly speedMbps: number | null;
  readonly duplex: string | null;
  readonly received: Counters | null;
  readonly sent: Counters | null;
}

type Read = (file: string) => Promise<string | null>;

const numberIn = async (read: Read, file: string): Promise<number | null> => {
  const text = await read(file);
  // The speed of an interface that is down is -1.
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
};

const countersIn = async (read: Read, direction: 'rx' | 'tx'): Promise<Counters | null> => {
  const of = async (what: string): Promise<number> =>
    (await numberIn(read, `statistics/${direction}_${what}`)) ?? Number.NaN;
  const [bytes, packets, errors, dropped] = [
    await of('bytes'),
    await of('packets'),
    await of('errors'),
    await of('dropped'),
  ];
  return Number.isNaN(bytes) ? null : { bytes, packets, errors, dropped };
};

const stateOf = (text: string | null): Interface['state'] => (text === 'up' || text === 'down' ? text : 'unknown');

const interfaceIn = async (folder: string, name: string): Promise<Interface> => {
  const read: Read = (file) =>
    readFile(join(folder, name, file), 'utf8').then(
      (text) => text.trim() || null,
      () => null,
    );
  return {
    name,
    state: stateOf(await read('operstate')),
    addresses: (networkInterfaces()[name] ?? []).flatMap(({ cidr }) => cidr ?? []),
    mac: await read('address'),
    mtu: await numberIn(read, 'mtu'),
    speedMbps: await numberIn(read, 'speed'),
    duplex: await read('duplex'),
    received: await countersIn(read, 'rx'),
    sent: await countersIn(read, 'tx'),
  };
};

/** Every network interface of this host, also those that are down. */
export const listInterfaces = async (folder = '/sys/class/net'): Promise<Interface[]> => {
  const names = await readdir(folder).catch(() => Object.keys(networkInterfaces()));
  return Promise.all(names.sort().map((name) => interfaceIn(folder, name)));
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The IPv4 addresses of every network interface with their prefixes; also of those that are down or have none. */
export const addressesByInterface = (folder = '/sys/class/net'): Record<string, string[]> => {
  const all = networkInterfaces();
  const names = new Set([...namesIn(folder), ...Object.keys(all)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      (all[name] ?? []).flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [cidr] : [])),
    ]),
  );
};
