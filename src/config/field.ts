import { bannerText } from './banner.ts';
import { execTimeout } from './exec-timeout.ts';
import {
  address,
  choice,
  duration,
  hostname,
  integer,
  ipAddress,
  commandLine,
  path,
  port,
  ports,
  secretHash,
  sshKey,
  timeOfDay,
  word,
  type ValueKind,
} from './value.ts';

/**
 * One setting. Validation, defaults, help, `show running-config`, the file's text, the configuration mode of the console,
 * the wizard's questions and the web form all come from this declaration.
 */
export interface Field<T = unknown> {
  /** The words that introduce it in the console's language, e.g. `failover heartbeat interval`. */
  readonly words: readonly string[];
  readonly kind: ValueKind<T>;
  /** What holds when nothing was said; `undefined`: the setting may be absent. */
  readonly initial: T | undefined;
  readonly help: string;
  /** The part of an entry that has to be given. */
  readonly required?: boolean;
  /** Never shown; `show running-config` prints a mask in its place. */
  readonly secret?: boolean;
  /** It refers to an entry and is printed after them, so that a pasted configuration is right line by line (console 41). */
  readonly refersToEntry?: boolean;
  /** Names of things on this server that `?` and Tab offer in the value's place. */
  readonly names?: 'trusted-host';
  /** Accepted, with this sentence, when it returns one (C8). */
  readonly warn?: (value: T) => string | undefined;
}

/** Settings that may stand several times, each under a name of its own. */
export interface Entry {
  readonly words: readonly string[];
  readonly name: ValueKind<string> | ValueKind<number>;
  readonly help: string;
  readonly parts: Readonly<Record<string, Field<never>>>;
}

type Extra<T> = Pick<Field<T>, 'secret' | 'warn' | 'refersToEntry' | 'names'>;
const declare = <T, I extends T | undefined>(
  words: string,
  kind: ValueKind<T>,
  initial: I,
  help: string,
  extra?: Extra<T>,
) => ({
  words: words.split(' '),
  kind,
  initial,
  help,
  required: false as const,
  ...extra,
});
const field = <T>(words: string, kind: ValueKind<T>, initial: T, help: string, extra?: Extra<T>) =>
  declare<T, T>(words, kind, initial, help, extra);
const optional = <T>(words: string, kind: ValueKind<T>, help: string, extra?: Extra<T>) =>
  declare<T, undefined>(words, kind, undefined, help, extra);
const required = <T>(words: string, kind: ValueKind<T>, help: string) => ({
  ...declare<T, undefined>(words, kind, undefined, help),
  required: true as const,
});

const hourMs = 3_600_000;

/** Settings that stand once in a configuration, in the order in which `show running-config` prints them. */
export const fields = {
  hostname: field('hostname', hostname, 'localhost', "This server's name; unique in the pair"),
  enableSecret: optional(
    'enable secret',
    secretHash,
    'The secret that "enable" asks for, quoted where it has blanks; asked for without echo when it is left out',
    { secret: true },
  ),
  execTimeoutMs: field(
    'exec-timeout',
    execTimeout,
    600_000,
    'How long a console may stay idle, in minutes and seconds; 0 0: for ever',
  ),
  banner: optional('banner motd', bannerText, 'Shown at a terminal before the first prompt'),
  onFailure: field(
    'failover on-failure',
    choice({
      'keep-in-standby': 'Keep in Standby: people are told, an operator decides',
      'promote-to-primary': 'Promote to Primary: take over when the rules allow it',
    }),
    'keep-in-standby',
    'What to do when the Primary has failed',
  ),
  heartbeatIntervalMs: field('failover heartbeat interval', duration('100ms', '1h'), 2000, 'Time between heartbeats'),
  heartbeatFailures: field(
    'failover heartbeat failures',
    integer(1, 100),
    3,
    'Consecutive heartbeat failures before failover',
  ),
  heartbeatRecheckMs: field(
    'failover heartbeat recheck',
    duration('50ms', '1h'),
    1000,
    'Time between attempts after a failed one',
  ),
  heartbeatTimeoutMs: field(
    'failover heartbeat timeout',
    duration('50ms', '1m'),
    2000,
    'How long a heartbeat waits for its answer',
  ),
  startHoldMs: field(
    'failover start-hold',
    duration('0s', '1h'),
    30_000,
    'How long a starting Primary waits for its silent peer before it serves',
  ),
  syncStartTime: field('sync start-time', timeOfDay, '00:00', 'First scheduled run after a save, GMT'),
  syncEveryMs: field(
    'sync run-every',
    duration('1m', '30d'),
    4 * hourMs,
    'Time between scheduled runs, counted from the start time',
    {
      warn: (ms) =>
        ms < hourMs
          ? 'replication more often than every 60 minutes is not recommended: runs that are due while one is going are skipped'
          : undefined,
    },
  ),
  keepGenerations: field('sync keep-generations', integer(2, 100), 3, 'Complete copies that are kept'),
  maxClockDifferenceMs: field(
    'sync max-clock-difference',
    duration('1s', '1h'),
    10_000,
    'Clock difference past which replication is refused',
  ),
  healthAddress: field('health-page address', ipAddress, '0.0.0.0', 'Address of the health pages'),
  healthPorts: field('health-page ports', ports, [443, 8443], 'Ports of the health pages'),
  peer: optional('failover peer', address, 'The other server of the pair: the name of a trusted host', {
    refersToEntry: true,
    names: 'trusted-host',
  }),
  highAvailability: field(
    'high-availability',
    choice({
      enable: 'Exchange heartbeats and replicate on schedule',
      disable: 'Neither heartbeats nor scheduled replication',
    }),
    'disable',
    'Heartbeats and scheduled replication',
    { refersToEntry: true },
  ),
} as const;

/** Settings that may stand several times, each under a name of its own. */
export const entries = {
  trustedHosts: {
    words: ['trusted-host'],
    name: address,
    help: 'A server we exchange heartbeats and data with',
    parts: {
      address: optional('address', address, 'Where it is reached; its name when left out'),
      port: field('port', port, 22, 'Its SSH port'),
      user: field('user', word, 'understudy', 'The account its SSH server takes us in as'),
      key: required('key', sshKey, 'Its key, as "show failover key" prints it there'),
      hostKey: optional('host-key', sshKey, 'Key of its SSH server, when that is another one'),
    },
  },
  datasets: {
    words: ['dataset'],
    name: word,
    help: 'What is replicated',
    parts: {
      kind: required(
        'kind',
        choice({ files: 'A folder with everything below it', sqlite: 'An SQLite database file' }),
        'A folder of files or an SQLite database',
      ),
      path: required('path', path, 'The folder or the database file'),
      count: optional('count', word, 'The table whose rows are compared on both servers'),
    },
  },
  services: {
    words: ['service'],
    name: word,
    help: 'A protected service: it runs only where the pair is active',
    parts: {
      command: required('command', commandLine, 'What is started, with its arguments; no shell'),
    },
  },
  clientPorts: {
    words: ['client-port'],
    name: port,
    help: 'A port on which clients reach a service while this server is active',
    parts: {
      address: field('address', ipAddress, '0.0.0.0', 'The address that listens'),
      to: required('to', port, 'The port on loopback where the service listens'),
    },
  },
} as const;
