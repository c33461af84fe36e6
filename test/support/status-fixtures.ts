import type { ConfigText } from '../../src/control/config-shapes.ts';
import type {
  FailoverStatus,
  HistoryEvent,
  SyncRunStatus,
  TestReport,
  VersionStatus,
} from '../../src/control/shapes.ts';

/** The moment at which all fixtures are looked at. */
export const nowMs = Date.parse('2026-11-21T01:12:04.000Z');
export const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();

type Parts = Partial<Omit<FailoverStatus, 'peer' | 'sync' | 'readiness'>> & {
  readonly peer?: Partial<FailoverStatus['peer']>;
  readonly sync?: Partial<FailoverStatus['sync']>;
  readonly readiness?: Partial<FailoverStatus['readiness']>;
};

/** core2, a standby that could take over from core1; with parts of it changed. */
export const failoverStatus = ({ peer, sync, readiness, ...rest }: Parts = {}): FailoverStatus => ({
  hostname: 'core2',
  highAvailability: 'enabled',
  mode: 'secondary',
  state: 'standby',
  phase: 'standby',
  reason: 'core1 answered again after 2 failed heartbeats.',
  obstacle: null,
  epoch: 1,
  clientConnection: 'enabled',
  peer: {
    host: 'core1',
    reachable: true,
    mode: 'primary',
    state: 'active',
    phase: 'active',
    epoch: 1,
    release: '0.1.0',
    lastHeartbeat: ago(1),
    meanResponseMs: 2.84,
    clockDifferenceMs: 12.4,
    lastSync: null,
    failures: 0,
    blockers: [],
    lastHeard: ago(1),
    paths: [{ name: 'ssh host-network', up: true, lastAnswer: ago(1), meanResponseMs: 2.84, lastError: null }],
    ...peer,
  },
  sync: {
    running: false,
    lastStarted: ago(128),
    lastCompleted: ago(120),
    lastResult: 'success',
    nextDue: '2026-11-21T04:00:00.000Z',
    generation: 4,
    progress: null,
    ...sync,
  },
  servesCopy: null,
  onlyHere: null,
  readiness: { wouldLose: { sinceMs: 128_000 }, wouldTake: { ms: 14_000 }, blockers: [], ...readiness },
  safety: { class: 'B', sentence: 'both servers can become active if only the link between them fails' },
  services: [{ name: 'registry', state: 'stopped', since: null, pid: null, detail: '' }],
  healthPages: { listening: [443, 8443], faults: [] },
  notificationFault: null,
  virtualIp: null,
  witness: null,
  unsaved: false,
  ...rest,
});

/** core1 while it serves, as it sees itself. */
export const activeStatus = (parts: Parts = {}): FailoverStatus =>
  failoverStatus({
    hostname: 'core1',
    mode: 'primary',
    state: 'active',
    phase: 'active',
    reason: 'core2 answers and does not serve: core1 serves.',
    services: [{ name: 'registry', state: 'running', since: ago(7200), pid: 4711, detail: '' }],
    onlyHere: { since: ago(120), from: 'copy', canTakeOver: true },
    ...parts,
    peer: { host: 'core2', mode: 'secondary', state: 'standby', lastSync: ago(120), ...parts.peer },
    sync: { lastStarted: null, lastCompleted: null, lastResult: null, nextDue: null, generation: null, ...parts.sync },
    readiness: { wouldLose: null, wouldTake: null, ...parts.readiness },
  });

export const successfulRun: SyncRunStatus = {
  id: 12,
  host: 'core1',
  trigger: 'operator',
  started: ago(128),
  completed: ago(120),
  result: 'success',
  error: null,
  bytes: 12_400_000,
  totalBytes: 80_100_000,
  generation: 4,
  counts: [
    { dataset: 'registry', of: 'devices', primary: 20_123, secondary: 20_123 },
    { dataset: 'certificates', of: 'files', primary: 1792, secondary: 1792 },
  ],
  tasks: [
    { name: 'preflight', started: ago(128), completed: ago(127.8), result: 'success', bytes: 0, detail: '' },
    {
      name: 'fetch registry',
      started: ago(127.8),
      completed: ago(122),
      result: 'success',
      bytes: 12_300_000,
      detail: '',
    },
    { name: 'publish', started: ago(122), completed: ago(120), result: 'success', bytes: 0, detail: 'complete copy 4' },
  ],
};

export const historyEvents: readonly HistoryEvent[] = [
  {
    id: 8,
    at: ago(30),
    epoch: 2,
    row: 'F30',
    from: 'suspect',
    to: 'promoting',
    sentence: 'core1 did not answer 3 heartbeats in a row (connection refused): promoting, term 2.',
  },
  { id: 7, at: ago(40), epoch: 1, row: null, from: 'standby', to: 'standby', sentence: 'The worker was started.' },
];

export const testReport: TestReport = {
  host: 'core1',
  ok: true,
  message: 'Test was successful',
  unreachable: false,
  steps: [
    { name: 'core2 -> core1: log in over SSH', ok: true, detail: '', unreachable: false },
    { name: 'core1 -> core2: log in over SSH', ok: true, detail: '', unreachable: false },
  ],
};

export const versionStatus: VersionStatus = {
  product: 'Understudy',
  release: '0.1.0',
  node: '26.10.0',
  hostname: 'core2',
  uptimeMs: 7_380_000,
  hostUptimeMs: 270_180_000,
};

export const configText: ConfigText = {
  text: '!\nhostname core2\nenable secret <secret>\nfailover peer core1\n!\ntrusted-host core1 key "ssh-ed25519 AAAA"\n!\nend\n',
  revision: 3,
  unsaved: false,
  pending: null,
  secretsTag: null,
};
