import type {
  EventList,
  Explanation,
  PeerList,
  ReadinessReport,
  SwitchoverPlan,
  TakeoverDoubts,
} from '../../src/control/decision-shapes.ts';
import type { ClockStatus, InterfaceList, Inventory, ServiceList, TechSection } from '../../src/control/host-shapes.ts';
import type { MatrixReport } from '../../src/control/pairing-shapes.ts';
import { notificationStatus } from './notification-fixtures.ts';
import { whatIfReport } from './what-if-fixtures.ts';
import { witnessStatus } from './witness-fixtures.ts';
import { pairMatrix, serverTypes } from '../../src/failover/pair-matrix.ts';
import { ago, failoverStatus, historyEvents } from './status-fixtures.ts';

/** core2 has just taken over from core1. */
export const explanation: Explanation = {
  event: historyEvents[0]!,
  seen: [
    'A heartbeat to core1 failed: connection refused',
    'Failed heartbeats in a row: 3; at 3 the peer counts as failed',
    'core2 was secondary, suspect, term 1, with complete copy 4, term 1',
    'Policy when the peer fails: promote to Primary',
  ],
  rule: {
    id: 'F20',
    chapter: 'failover',
    on: ['heartbeatFailed'],
    from: ['standbyEmpty', 'standby', 'suspect', 'held'],
    conditions: ['as many failures as the limit', 'policy and data allow a takeover'],
    actions: ['abortSync', 'applyCopy', 'startServices'],
  },
  before: [historyEvents[1]!],
  after: [
    {
      id: 9,
      at: ago(28),
      epoch: 2,
      row: 'F50',
      from: 'promoting',
      to: 'active',
      sentence: 'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
    },
  ],
  last: {
    id: 9,
    at: ago(28),
    epoch: 2,
    row: 'F50',
    from: 'promoting',
    to: 'active',
    sentence: 'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
  },
  now: {
    phase: 'active',
    reason: 'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
    next: ['Serves until an operator makes it Secondary or another server takes over'],
  },
};

const server = { cpus: 4, memoryBytes: 8_589_934_592, diskBytes: 107_374_182_400 };

/** A pair of virtual appliances, the Secondary the larger one. */
export const matrixReport: MatrixReport = {
  hostname: 'core2',
  types: serverTypes,
  rows: serverTypes.map((primary) => ({ primary, secondaries: pairMatrix[primary] })),
  own: { hostname: 'core2', type: 'va-4', ...server },
  pair: {
    primary: { hostname: 'core1', type: 'va-3', ...server },
    secondary: { hostname: 'core2', type: 'va-4', ...server },
    rule: 'matrix',
    fits: true,
    accepted: false,
    reasons: [],
  },
};

export const eventList: EventList = {
  events: [
    {
      at: ago(28),
      severity: 'critical',
      source: 'decision',
      id: 9,
      text: 'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
    },
    {
      at: ago(120),
      severity: 'info',
      source: 'synchronization',
      id: 12,
      text: 'Synchronization 12 from core1 succeeded',
    },
  ],
};

export const peerList: PeerList = {
  hostname: 'core2',
  release: '0.1.0',
  highAvailability: 'enabled',
  maxClockDifferenceMs: 10_000,
  heartbeat: { intervalMs: 2000, recheckMs: 1000, timeoutMs: 2000, failures: 3 },
  peers: [
    {
      name: 'core1',
      role: 'peer',
      address: '10.0.0.1',
      port: 22,
      reachable: true,
      mode: 'primary',
      state: 'active',
      phase: 'active',
      epoch: 1,
      dataEpoch: 1,
      release: '0.1.0',
      clockDifferenceMs: 12.4,
      lastHeartbeat: ago(1),
      lastSync: null,
      failures: 0,
      paths: [
        {
          name: 'ssh',
          up: true,
          lastAnswer: ago(1),
          meanResponseMs: 2.84,
          lastError: null,
          sent: 1234,
          answered: 1230,
          failed: 4,
          lastResponseMs: 2.7,
          shortestResponseMs: 1.9,
          longestResponseMs: 5.21,
        },
      ],
    },
    {
      name: 'core3',
      role: 'trusted',
      address: '10.0.0.3',
      port: 2222,
      reachable: null,
      mode: null,
      state: null,
      phase: null,
      epoch: null,
      dataEpoch: null,
      release: null,
      clockDifferenceMs: null,
      lastHeartbeat: null,
      lastSync: null,
      failures: 0,
      paths: [],
    },
  ],
};

export const readinessReport: ReadinessReport = {
  hostname: 'core2',
  active: 'core1',
  candidate: 'core2',
  ready: true,
  wouldLose: { sinceMs: 128_000, since: ago(128) },
  onlyHere: null,
  wouldTake: { ms: 14_000, detectMs: 9000, startMs: 5000 },
  blockers: [],
  safety: failoverStatus().safety,
  heard: null,
};

/** core2, whose peer serves. */
export const takeoverDoubts: TakeoverDoubts = {
  servedBy: 'core1',
  takesFrom: [
    'core1 is Primary and serves the clients now (it answered 120 ms ago).',
    'core1 stops serving as soon as core2 takes over.',
    'core2 goes on with its last complete copy (copy 4, 128 s old).',
  ],
  data: [],
};

export const switchoverPlan: SwitchoverPlan = {
  hostname: 'core2',
  from: 'core1',
  to: 'core2',
  possible: true,
  checks: [
    { name: 'core1 answers', ok: true, detail: 'heartbeats are answered', remedy: null },
    { name: 'services of core1', ok: null, detail: 'only core1 knows: "show services" there', remedy: null },
  ],
  steps: [{ number: 1, host: 'core2', command: 'failover sync core1', effect: 'fetches most of what has changed' }],
};

export const clockStatus: ClockStatus = {
  now: '2026-11-21T01:12:04.123Z',
  timeZone: 'Europe/Rome',
  synchronized: true,
  peer: { host: 'core1', differenceMs: 12.4 },
  maxDifferenceMs: 10_000,
};

export const serviceList: ServiceList = {
  services: [
    {
      name: 'registry',
      state: 'running',
      since: ago(7200),
      pid: 4711,
      detail: '',
      unit: null,
      command: 'node registry.js',
      subState: null,
      result: null,
      restarts: 0,
      check: null,
    },
  ],
  clientPorts: [{ port: 8080, address: '0.0.0.0', to: 18_080 }],
  clientConnection: 'enabled',
  serving: true,
  openConnections: 3,
};

export const interfaceList: InterfaceList = {
  interfaces: [
    {
      name: 'eth0',
      state: 'up',
      addresses: ['10.0.0.2/24'],
      mac: '02:00:00:00:00:02',
      mtu: 1500,
      speedMbps: 1000,
      duplex: 'full',
      received: { bytes: 12_345_678, packets: 4321, errors: 0, dropped: 1 },
      sent: { bytes: 1000, packets: 12, errors: 0, dropped: 0 },
    },
    {
      name: 'eth1',
      state: 'down',
      addresses: [],
      mac: null,
      mtu: null,
      speedMbps: null,
      duplex: null,
      received: null,
      sent: null,
    },
  ],
};

export const inventory: Inventory = {
  hostname: 'core2',
  vendor: 'ACME',
  model: 'Server 9',
  fingerprint: '0123456789abcdef',
  cpu: { model: 'Some CPU', count: 4, architecture: 'x64' },
  memory: { totalBytes: 8_000_000_000, freeBytes: 2_000_000_000 },
  disks: [{ use: 'state', path: '/var/lib/understudy', totalBytes: 100_000_000_000, freeBytes: 40_000_000_000 }],
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  kernel: '6.1.0',
  runtime: 'Node 26.10.0',
  release: '0.1.0',
};

export const workerSections: { readonly sections: readonly TechSection[] } = {
  sections: [{ title: 'worker', lines: ['understudyd 0.1.0', 'DB_PASSWORD=hunter2'] }],
};

/** The worker's answers about decisions and the host, by route. */
export const showReplies: readonly (readonly [string, object])[] = [
  ['GET /v1/notification', notificationStatus],
  ['GET /v1/events', eventList],
  ['GET /v1/explain', explanation],
  ['GET /v1/what-if', whatIfReport],
  ['GET /v1/peers', peerList],
  ['GET /v1/readiness', readinessReport],
  ['GET /v1/matrix', matrixReport],
  ['GET /v1/switchover', switchoverPlan],
  ['GET /v1/takeover', takeoverDoubts],
  ['GET /v1/witness', witnessStatus],
  ['GET /v1/clock', clockStatus],
  ['GET /v1/services', serviceList],
  ['GET /v1/interfaces', interfaceList],
  ['GET /v1/inventory', inventory],
  ['GET /v1/logs/worker', { lines: ['understudyd starts', 'operator: write memory: done'] }],
  ['GET /v1/logs/service', { lines: ['listening on 18080'] }],
  ['GET /v1/tech-support', workerSections],
  ['POST /v1/host/reload', { message: 'core2 restarts now', changed: true, warnings: [] }],
  ['POST /v1/host/poweroff', { message: 'core2 is switched off now', changed: true, warnings: [] }],
];
