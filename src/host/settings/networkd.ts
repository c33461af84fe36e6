import { basename } from 'node:path';
import type { FileChange } from './file-state.ts';
import { namesAt, textAt, type HostPlace } from './host-place.ts';
import { interfaceIn, networkFile, type InterfaceState } from './network-file.ts';
import type { NetworkManager } from './network-manager.ts';
import { ask, type Command } from './tool.ts';

/** Before any other file that matches the same interface. */
export const ownFile = (name: string): string => `/etc/systemd/network/05-understudy-${name}.network`;

/** The `.network` file in force for an interface, with what is added to it. */
interface NetworkSource {
  readonly path: string;
  readonly text: string;
}

const dropInFolders = [
  '/etc/systemd/network',
  '/run/systemd/network',
  '/usr/lib/systemd/network',
  '/lib/systemd/network',
];

/** A file and its drop-ins, which systemd reads behind it: each name once, the first folder wins. */
const withDropIns = async (place: HostPlace, path: string): Promise<NetworkSource> => {
  const texts = new Map<string, string>();
  for (const folder of dropInFolders) {
    for (const name of await namesAt(place, `${folder}/${basename(path)}.d`)) {
      const text = await textAt(place, `${folder}/${basename(path)}.d/${name}`);
      if (name.endsWith('.conf') && text !== undefined && !texts.has(name)) texts.set(name, text);
    }
  }
  const added = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return { path, text: [(await textAt(place, path)) ?? '', ...added].join('\n') };
};

/** Which file networkd uses for an interface. */
const sourceOf = async (place: HostPlace, name: string): Promise<NetworkSource | undefined> => {
  const { stdout } = await ask('networkctl', '--no-pager', '--lines=0', 'status', '--', name);
  const path = /^\s*Network File:\s*(\/\S+)\s*$/m.exec(stdout)?.[1];
  return path === undefined ? undefined : withDropIns(place, path);
};

const fileFor = (wanted: InterfaceState, source: NetworkSource | undefined): FileChange => {
  const path = ownFile(wanted.name);
  const isOwn = source?.path === path;
  // What the own file once said about whom it goes before is said again.
  const origin = isOwn ? /^# It goes before (\/\S+),/m.exec(source.text)?.[1] : source?.path;
  return { path, text: networkFile(wanted, source?.text ?? '', origin) };
};

const planFor = (sources: ReadonlyMap<string, NetworkSource>) => (wanted: readonly InterfaceState[]) => {
  const names = wanted.map(({ name }) => name);
  const after: Command[] = [{ argv: ['networkctl', 'reload'] }, { argv: ['networkctl', 'reconfigure', ...names] }];
  return { before: [], files: wanted.map((one) => fileFor(one, sources.get(one.name))), after };
};

/** systemd-networkd, as it has these interfaces now. */
export const openNetworkd = async (place: HostPlace, names: readonly string[]): Promise<NetworkManager> => {
  const sources = new Map<string, NetworkSource>();
  for (const name of names) {
    const source = await sourceOf(place, name);
    if (source !== undefined) sources.set(name, source);
  }
  return {
    name: 'networkd',
    isConfigured: (name) => sources.has(name),
    read: (name) => interfaceIn(name, sources.get(name)?.text ?? ''),
    plan: planFor(sources),
  };
};
