import { hostFieldOf } from '../config/host-field.ts';
import type { Draft } from './draft.ts';
import { withHost } from './host-draft.ts';
import { isNone, parameter, type Parameter } from './parameter.ts';

type ListKey = 'nameServers' | 'ntpServers';

/** How each of them is called, in their order. */
interface Place {
  readonly name: string;
  readonly label: string;
}

const serversOf = ({ host }: Draft, key: ListKey): readonly string[] => host?.[key] ?? [];

/** What `none` in the middle leaves out, what is typed there puts in its place. */
const withServer = (servers: readonly string[], index: number, text: string): string[] =>
  isNone(text) ? servers.slice(0, index) : [...servers.slice(0, index), text, ...servers.slice(index + 1)];

/** One of the servers that the host asks: the next is asked for while there is one before it. */
const serverParameter = (key: ListKey, { name, label }: Place, index: number, help: readonly string[]): Parameter => {
  const field = hostFieldOf(key);
  const words = field.words.join(' ');
  return parameter({
    words: index === 0 ? words : `${words} ${index + 1}`,
    currentName: name,
    label,
    help,
    isAsked: (draft) => serversOf(draft, key).length >= index,
    value: (draft) => serversOf(draft, key)[index] ?? 'none',
    take: (draft, text) => {
      const servers = withServer(serversOf(draft, key), index, text);
      return withHost(draft, () => ({ [key]: servers.length === 0 ? [] : field.kind.parse(servers.join(' ')) }));
    },
    reset: (draft) => withHost(draft, () => ({ [key]: [] })),
  });
};

const nameServerPlaces: readonly Place[] = [
  { name: 'primary DNS server', label: 'Enter primary DNS server IP address (or none)' },
  { name: 'backup DNS server', label: 'Enter backup DNS server IP address (or none)' },
  { name: 'third DNS server', label: 'Enter another DNS server IP address (or none)' },
];

const timeServerPlaces: readonly Place[] = [
  { name: 'NTP server', label: 'Enter NTP server name or address (or none)' },
  ...[2, 3, 4].map((number) => ({
    name: `NTP server ${number}`,
    label: 'Enter another NTP server name or address (or none)',
  })),
];

const serverParameters = (key: ListKey, places: readonly Place[], form: string): readonly Parameter[] => {
  const help = [
    `${hostFieldOf(key).help}.`,
    `Each is written as ${form}, one at a time.`,
    'Enter "none" to have none, or no more of them.',
  ];
  return places.map((place, index) => serverParameter(key, place, index, help));
};

export const nameServerParameters = serverParameters('nameServers', nameServerPlaces, 'A.B.C.D');
export const timeServerParameters = serverParameters('ntpServers', timeServerPlaces, 'a name or an address');
