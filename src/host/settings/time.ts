import type { HostDifference, HostState } from '../../config/host-change.ts';
import { firstAt, isAt, linkAt, namesAt, textAt, type HostPlace } from './host-place.ts';
import { readSections, valuesIn } from './ini.ts';
import { noUndo, type Step } from './step.ts';
import { ask } from './tool.ts';

const zoneLink = '/etc/localtime';
const zoneName = '/etc/timezone';
const zones = '/usr/share/zoneinfo';
const utc = 'Etc/UTC';

export const readTimeZone = async (place: HostPlace): Promise<string> => {
  const target = await linkAt(place, zoneLink);
  const [, name] = /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(target ?? '') ?? [];
  if (name !== undefined) return name;
  const stated = (await textAt(place, zoneName))?.trim();
  return stated === undefined || stated === '' ? utc : stated;
};

/** This process, too, tells the time as the host does from now on: taking the variable away makes it look anew. */
export const noticeTimeZone = (): void => {
  delete process.env['TZ'];
};

/** @returns why it cannot be set; undefined: it can */
export const timeZoneObstacle = async (place: HostPlace, name: string): Promise<string | undefined> =>
  (await isAt(place, `${zones}/${name}`))
    ? undefined
    : `there is no time zone ${name} on this host (${zones}); "apt-get install tzdata" brings them all`;

export const timeZoneStep = async (
  place: HostPlace,
  before: HostState,
  { timeZone }: HostDifference,
): Promise<Step | undefined> => {
  if (timeZone === undefined || timeZone === before.timeZone) return undefined;
  const hasName = await isAt(place, zoneName);
  return {
    what: 'the time zone',
    files: [
      { path: zoneLink, link: `${zones}/${timeZone}` },
      ...(hasName ? [{ path: zoneName, text: `${timeZone}\n` }] : []),
    ],
    after: [],
    undo: noUndo,
    verify: async () => {
      if ((await readTimeZone(place)) !== timeZone) throw new Error(`${zoneLink} does not lead to ${timeZone}`);
      noticeTimeZone();
      return [];
    },
  };
};

/** A program that keeps the clock right, and the file of ours that tells it whom to ask. */
interface TimeService {
  readonly name: string;
  readonly unit: string;
  readonly own: string;
  /** Its own file, and the folders whose files with this ending add to it. */
  readonly config: string;
  readonly folders: readonly (readonly [folder: string, ending: string])[];
  readonly servers: (text: string) => readonly string[];
  readonly print: (servers: readonly string[]) => string;
  readonly takeUp: readonly string[];
}

const heading = '# Written by Understudy: "setup" changes it.';

const filesOf = async (place: HostPlace, { config, folders }: TimeService): Promise<string[]> => {
  const added = folders.map(async ([folder, ending]) =>
    (await namesAt(place, folder)).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`),
  );
  return [config, ...(await Promise.all(added)).flat()];
};

const timesyncd: TimeService = {
  name: 'systemd-timesyncd',
  unit: 'systemd-timesyncd.service',
  own: '/etc/systemd/timesyncd.conf.d/50-understudy.conf',
  config: '/etc/systemd/timesyncd.conf',
  folders: [['/etc/systemd/timesyncd.conf.d', '.conf']],
  servers: (text) => valuesIn(readSections(text), 'Time', 'NTP').flatMap((value) => value.split(/\s+/)),
  print: (servers) => [heading, '[Time]', 'NTP=', `NTP=${servers.join(' ')}`, ''].join('\n'),
  takeUp: ['systemctl', 'try-restart', 'systemd-timesyncd.service'],
};

const chrony: TimeService = {
  name: 'chrony',
  unit: 'chrony.service',
  own: '/etc/chrony/sources.d/understudy.sources',
  config: '/etc/chrony/chrony.conf',
  folders: [
    ['/etc/chrony/conf.d', '.conf'],
    ['/etc/chrony/sources.d', '.sources'],
  ],
  servers: (text) => [...text.matchAll(/^\s*(?:server|pool|peer)\s+(\S+)/gm)].map(([, host = '']) => host),
  print: (servers) => [heading, ...servers.map((host) => `server ${host} iburst`), ''].join('\n'),
  takeUp: ['systemctl', 'try-restart', 'chrony.service'],
};

const timeServiceOf = async (place: HostPlace): Promise<TimeService | undefined> => {
  if (await isAt(place, '/usr/sbin/chronyd')) return chrony;
  const daemons = ['/lib/systemd/systemd-timesyncd', '/usr/lib/systemd/systemd-timesyncd'];
  return (await firstAt(place, daemons)) === undefined ? undefined : timesyncd;
};

/** What is set here, or where nothing is, what the time service says of itself. */
export const readTimeServers = async (place: HostPlace): Promise<readonly string[]> => {
  const service = await timeServiceOf(place);
  if (service === undefined) return [];
  const own = await textAt(place, service.own);
  if (own !== undefined) return service.servers(own);
  const texts = await Promise.all((await filesOf(place, service)).map((path) => textAt(place, path)));
  return [...new Set(service.servers(texts.map((text) => text ?? '').join('\n')))];
};

/** @returns why they cannot be set; undefined: they can */
export const timeServersObstacle = async (place: HostPlace): Promise<string | undefined> =>
  (await timeServiceOf(place)) === undefined
    ? 'no time service that is known here keeps the clock of this host; "apt-get install systemd-timesyncd" brings one'
    : undefined;

export const timeServersStep = async (place: HostPlace, { ntpServers }: HostDifference): Promise<Step | undefined> => {
  const service = await timeServiceOf(place);
  if (ntpServers === undefined || service === undefined) return undefined;
  const takeUp = { argv: service.takeUp };
  const path = service.own;
  return {
    what: 'the time servers',
    files: [ntpServers.length === 0 ? { path, isAbsent: true } : { path, text: service.print(ntpServers) }],
    after: [takeUp],
    undo: { before: [], after: [takeUp] },
    verify: async () => {
      const { status } = await ask('systemctl', 'is-active', '--quiet', service.unit);
      if (status === 0) return [];
      return [
        `the time servers are set, and ${service.name} does not run here: "systemctl status ${service.unit}" says why`,
      ];
    },
  };
};
