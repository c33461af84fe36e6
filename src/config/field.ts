import { addressWithPrefix, interfaceName, interfaceOrNone } from './address-value.ts';
import { bannerText } from './banner.ts';
import { execTimeout } from './exec-timeout.ts';
import { keptSecret } from './kept-secret.ts';
import { leaseTime } from './lease-value.ts';
import { mailAddress, mailAddresses, mailUser } from './mail-value.ts';
import { serverType } from './server-type.ts';
import { httpUrl, serviceNames, unitName } from './service-value.ts';
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
import { etcdEndpoints, etcdUser, ownFile, pairName, pingTargets } from './witness-value.ts';

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
  readonly names?: 'trusted-host' | 'interface';
  /** Accepted, with this sentence, when it returns one (C8). */
  readonly warn?: (value: T) => string | undefined;
}

/** Settings that may stand several times, each under a name of its own. */
export interface Entry {
  readonly words: readonly string[];
  readonly name: ValueKind<string> | ValueKind<number>;
  readonly help: string;
  readonly parts: Readonly<Record<string, Field<never>>>;
  /** Parts of which only one can be there; where it is required, one has to. */
  readonly alternatives?: readonly { readonly parts: readonly string[]; readonly required: boolean }[];
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
const isLoopback = (url: string): boolean => /^http:\/\/(127\.|localhost:|\[::1\]:)/.test(url);

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
  lease: field(
    'failover lease',
    leaseTime,
    { leaseMs: 5000, grantMs: 6000 },
    'How long a server may serve on one grant, and how long the other one is kept out after it',
  ),
  witnessEndpoints: optional(
    'failover witness etcd endpoints',
    etcdEndpoints,
    'The etcd that lets one server at a time serve, and remembers which (safety class A)',
    {
      warn: (urls) =>
        urls.some((url) => url.startsWith('http:') && !isLoopback(url))
          ? 'without TLS (https) whoever is on that network can speak for the witness'
          : undefined,
    },
  ),
  witnessCa: optional(
    'failover witness etcd ca',
    ownFile,
    'Certificate (PEM) of who signed those of etcd; those that the system trusts when left out',
  ),
  witnessCertificate: optional(
    'failover witness etcd certificate',
    ownFile,
    'Certificate (PEM) that this server shows to etcd',
  ),
  witnessKey: optional('failover witness etcd key', ownFile, 'Key (PEM) of that certificate'),
  witnessUser: optional('failover witness etcd user', etcdUser, 'The account to log in with at etcd'),
  witnessPassword: optional(
    'failover witness etcd password',
    keptSecret,
    'Its password, quoted where it has blanks; asked for without echo when it is left out',
    { secret: true },
  ),
  witnessPair: optional(
    'failover witness etcd pair',
    pairName,
    'The name of this pair at the witness, the same on both servers; made of their hostnames when left out',
  ),
  witnessPing: optional(
    'failover witness ping',
    pingTargets,
    'Addresses, such as the gateway, whose answer shows that the network works here; evidence, no vote',
  ),
  healthMonitorInterface: optional(
    'failover health-monitor interface',
    interfaceName,
    'The interface over which the two servers watch each other',
    { names: 'interface' },
  ),
  directConnectInterface: optional(
    'failover direct-connect interface',
    interfaceOrNone,
    'The interface of a second, direct link between the two servers; "none" where there is none',
    { names: 'interface' },
  ),
  virtualInterface: optional(
    'failover virtual-interface',
    interfaceName,
    'Where the virtual address stands; the health monitor interface when left out',
    { names: 'interface' },
  ),
  virtualAddress: optional(
    'failover virtual-address',
    addressWithPrefix,
    'The address that clients use; the server that serves has it',
  ),
  serverType: optional(
    'server-type',
    serverType,
    'The type of this server in the pairing matrix (E9); left out, its processors, memory and disk count',
  ),
  acceptSmallerSecondary: field(
    'failover accept-smaller-secondary',
    choice({
      enable: 'Pair and replicate, although the Secondary is smaller or of a type that does not fit',
      disable: 'Refuse to pair and to replicate with a Secondary that is smaller than its Primary',
    }),
    'disable',
    'Whether a Secondary may be smaller than its Primary (E9)',
    {
      warn: (value) =>
        value === 'enable'
          ? 'after a failover a smaller Secondary may be too slow, or have too little memory or disk, for the work of its Primary'
          : undefined,
    },
  ),
  notificationServer: optional(
    'failover notification server',
    address,
    'The mail server (SMTP) that takes the notifications; without one none is sent',
  ),
  notificationPort: field('failover notification port', port, 25, 'Port of the mail server'),
  notificationSecurity: field(
    'failover notification security',
    choice({
      auto: 'STARTTLS where the mail server offers it; with a password always',
      none: 'No TLS: mails and password travel in clear',
      starttls: 'STARTTLS, or nothing is sent',
      tls: 'TLS from the first byte, usually on port 465',
    }),
    'auto',
    'How the connection to the mail server is protected',
    {
      warn: (value) =>
        value === 'none' ? 'mails, and the password where there is one, travel in clear to the mail server' : undefined,
    },
  ),
  notificationCaFile: optional(
    'failover notification ca-file',
    path,
    'Certificate (PEM) of a private mail server or of who signed it, trusted beside those of the system',
  ),
  notificationUser: optional('failover notification user', mailUser, 'The account to log in with at the mail server'),
  notificationPassword: optional(
    'failover notification password',
    keptSecret,
    'Its password, quoted where it has blanks; asked for without echo when it is left out',
    { secret: true },
  ),
  notificationFrom: optional(
    'failover notification from',
    mailAddress,
    'Sender of the notifications; understudy@HOSTNAME when left out',
  ),
  notificationAddresses: optional(
    'failover notification email',
    mailAddresses,
    'Who is notified: one or more e-mail addresses (C11)',
  ),
  notifyOnFailure: field(
    'failover notification on-failure',
    choice({
      enable: 'A mail when something fails, when an operator is waited for, and when this server becomes Primary',
      disable: 'No mail',
    }),
    'enable',
    'Notify on Failure / This server becomes primary',
  ),
  notifyOnSync: field(
    'failover notification on-sync',
    choice({ enable: 'A mail after each completed synchronization', disable: 'No mail' }),
    'disable',
    'Notify on Sync Completion',
  ),
  sshPort: field('failover ssh-port', port, 22, "Port of this server's own SSH server, as a new peer is told it"),
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
      directAddress: optional('direct-address', ipAddress, 'Its address on the direct link (E2)'),
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
    alternatives: [
      { parts: ['unit', 'command'], required: true },
      { parts: ['checkUrl', 'checkPort', 'checkCommand'], required: false },
    ],
    parts: {
      unit: optional('unit', unitName, 'The systemd unit that is started and stopped'),
      command: optional('command', commandLine, 'What is started instead of a unit, with its arguments; no shell'),
      after: optional('after', serviceNames, 'Services that are started before this one'),
      checkUrl: optional('check http', httpUrl, 'Healthy while this URL answers with a status of 200 to 399'),
      checkPort: optional('check tcp', port, 'Healthy while this port on loopback takes connections'),
      checkCommand: optional('check command', commandLine, 'Healthy while this command ends with status 0; no shell'),
      checkIntervalMs: field('check interval', duration('1s', '1h'), 10_000, 'Time between two checks'),
      checkTimeoutMs: field('check timeout', duration('100ms', '1m'), 5000, 'How long a check waits for its answer'),
      checkFailures: field('check failures', integer(1, 100), 3, 'Failed checks in a row that restart the service'),
      checkGraceMs: field(
        'check grace',
        duration('0s', '1h'),
        60_000,
        'How long failed checks do not count after a start, until one succeeds',
      ),
      restarts: field('restarts', integer(0, 100), 5, 'Restarts within the window before the service counts as failed'),
      restartWindowMs: field(
        'restart-window',
        duration('1s', '1d'),
        600_000,
        'The window in which restarts are counted',
      ),
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
