import { dirname, join } from 'node:path';
import { matchesGlob } from 'node:path/posix';
import type { FileChange } from './file-state.ts';
import { namesAt, textAt, type HostPlace } from './host-place.ts';
import {
  interfaceOf,
  sourcesIn,
  stanzaLines,
  stanzasIn,
  startedIn,
  withNewStanza,
  withStanza,
  type Stanza,
} from './interfaces-file.ts';
import type { InterfaceState } from './network-file.ts';
import type { NetworkManager } from './network-manager.ts';

export const mainFile = '/etc/network/interfaces';
const ownFolder = '/etc/network/interfaces.d';

/** Every file of the configuration with its text, the main one first. */
type Files = ReadonlyMap<string, string>;

const absolute = (pattern: string): string => (pattern.startsWith('/') ? pattern : join(dirname(mainFile), pattern));
/** As ifupdown takes names in a folder that is read as a whole. */
const plainName = /^[a-zA-Z0-9_-]+$/;

const readFiles = async (place: HostPlace): Promise<Files> => {
  const main = (await textAt(place, mainFile)) ?? '';
  const files = new Map([[mainFile, main]]);
  for (const { pattern, isFolder } of sourcesIn(main)) {
    const path = absolute(pattern);
    const folder = isFolder ? path : dirname(path);
    const names = (await namesAt(place, folder)).filter((name) =>
      isFolder ? plainName.test(name) : matchesGlob(`${folder}/${name}`, path),
    );
    for (const name of names) files.set(`${folder}/${name}`, (await textAt(place, `${folder}/${name}`)) ?? '');
  }
  return files;
};

interface Found {
  readonly path: string;
  readonly stanza: Stanza;
}

const inetStanza = (files: Files, name: string): Found | undefined => {
  for (const [path, text] of files) {
    const stanza = stanzasIn(text).find((one) => one.name === name && one.family === 'inet');
    if (stanza !== undefined) return { path, stanza };
  }
  return undefined;
};

/** Where a new stanza goes: a file of its own where that is read, else behind the main one. */
const homeOf = (files: Files, name: string): string => {
  const own = `${ownFolder}/understudy-${name}`;
  const isRead = sourcesIn(files.get(mainFile) ?? '').some(({ pattern, isFolder }) =>
    isFolder ? absolute(pattern) === ownFolder : matchesGlob(own, absolute(pattern)),
  );
  return isRead ? own : mainFile;
};

const written = (files: Files, wanted: InterfaceState): readonly [path: string, text: string] => {
  const found = inetStanza(files, wanted.name);
  const lines = stanzaLines(wanted, found?.stanza);
  if (found !== undefined) return [found.path, withStanza(files.get(found.path) ?? '', found.stanza, lines)];
  const path = homeOf(files, wanted.name);
  const isStarted = [...files.values()].some((text) => startedIn(text).includes(wanted.name));
  return [path, withNewStanza(files.get(path) ?? '', wanted.name, lines, isStarted)];
};

const planFor = (files: Files) => (wanted: readonly InterfaceState[]) => {
  let now = files;
  const changed = new Set<string>();
  for (const one of wanted) {
    const [path, text] = written(now, one);
    changed.add(path);
    now = new Map([...now, [path, text]]);
  }
  const names = wanted.map(({ name }) => name);
  return {
    before: [{ argv: ['ifdown', '--force', ...names], fine: [1] }],
    files: [...changed].map((path): FileChange => ({ path, text: now.get(path) ?? '' })),
    after: [
      // What ifdown could not take down would stand beside the new address.
      ...names.map((name) => ({ argv: ['ip', '-4', 'address', 'flush', 'dev', name], fine: [1, 2] })),
      { argv: ['ifup', '--force', ...names], leavesDaemon: true },
    ],
  };
};

/** Debian's ifupdown, with what its files say now. */
export const openIfupdown = async (place: HostPlace): Promise<NetworkManager> => {
  const files = await readFiles(place);
  return {
    name: 'ifupdown',
    isConfigured: (name) => inetStanza(files, name) !== undefined,
    read: (name) => interfaceOf(name, inetStanza(files, name)?.stanza),
    plan: planFor(files),
  };
};
