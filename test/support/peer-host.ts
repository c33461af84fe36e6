import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../demo/free-port.ts';
import { startSshd, type Sshd } from '../../demo/sshd.ts';
import type { TrustedHost } from '../../src/config/config.ts';
import { UnderstudyError } from '../../src/error.ts';
import type { Endpoint } from '../../src/peer/endpoint.ts';
import { ensureKeyPair } from '../../src/peer/keys.ts';
import { PeerServer, type PeerHandlers } from '../../src/peer/peer-server.ts';
import { protocolNumber, type Hello, type PeerStatus, type SnapshotInfo } from '../../src/peer/protocol.ts';
import { writeTrust } from '../../src/peer/trust.ts';
import { pathsUnder, type Paths } from '../../src/store/paths.ts';

const program = fileURLToPath(new URL('../../bin/understudy-peer', import.meta.url));

const size = { type: null, cpus: 2, memoryBytes: 2 ** 32, diskBytes: 2 ** 36 } as const;

export const helloOf = (hostname: string, release = '0.1.0'): Hello => ({
  protocol: protocolNumber,
  release,
  hostname,
  clockMs: 1_800_000_000_000,
  server: size,
});

export const statusOf = (name: string): PeerStatus => ({
  name,
  mode: 'primary',
  phase: 'active',
  term: { counter: 3, owner: name },
  dataTerm: { counter: 3, owner: name },
  release: '0.1.0',
  clockMs: 1_800_000_000_000,
  highAvailability: true,
  generation: null,
  lastSync: null,
  state: 'active',
  asksLease: false,
  grantsLease: false,
  server: size,
  blockers: [],
});

export const snapshotOf = (run: string): SnapshotInfo => ({
  run,
  hostname: 'core1',
  release: '0.1.0',
  term: { counter: 3, owner: 'core1' },
  dataTerm: { counter: 3, owner: 'core1' },
  datasets: [{ name: 'registry', kind: 'sqlite', bytes: 4096, files: 1, counts: { of: 'devices', n: 7 } }],
  bytes: 4096,
});

/** What a worker would do for its peers, noting who asked what. Single answers can be replaced. */
export const handlersOf = (hostname: string, replaced: Partial<PeerHandlers> = {}) => {
  const calls: string[] = [];
  const reports: string[] = [];
  const handlers: PeerHandlers = {
    knows: () => true,
    admitPairing: () => undefined,
    pairOffer: () => {
      throw new UnderstudyError('refused', 'no code is shown');
    },
    pairPrepare: () => ({ warnings: [] }),
    pairConfirm: () => ({ warnings: [] }),
    hello: (peer) => {
      calls.push(`hello ${peer}`);
      return { ...helloOf(hostname), clockMs: Date.now() };
    },
    heartbeat: (peer, status) => {
      calls.push(`heartbeat ${peer} ${status.name}`);
      return statusOf(hostname);
    },
    openSnapshot: (peer, { run }) => {
      calls.push(`open ${peer} ${run}`);
      return snapshotOf(run);
    },
    refreshSnapshot: (peer, { run }) => void calls.push(`refresh ${peer} ${run}`),
    closeSnapshot: (peer, { run }) => void calls.push(`close ${peer} ${run}`),
    describe: () => ({
      healthPages: { address: '0.0.0.0', ports: [443], certificate: `AA${':AA'.repeat(31)}`, faults: [] },
    }),
    testBack: () => ({
      steps: [{ name: `${hostname} -> core2: reach the SSH port`, ok: true, unreachable: false, detail: 'it answers' }],
    }),
    resolveSource: (_peer, { name }) => {
      throw new UnderstudyError('refused', `${name} is not being replicated now`);
    },
    closed: (peer) => {
      calls.push(`closed ${peer}`);
      return Promise.resolve();
    },
    report: (_peer, sentence) => void reports.push(sentence),
    ...replaced,
  };
  return { handlers, calls, reports };
};

export const trusted = (key: string, port = 22, hostKey?: string): TrustedHost => ({
  address: '127.0.0.1',
  port,
  user: userInfo().username,
  key,
  hostKey,
  directAddress: undefined,
});

/** A server core1 with a real sshd and the worker's side of `understudy-peer`, and what its peer core2 holds. */
export interface PeerHost {
  readonly root: string;
  readonly paths: Paths;
  readonly server: PeerServer;
  readonly calls: readonly string[];
  readonly reports: readonly string[];
  readonly port: number;
  /** How core2 reaches core1. */
  readonly endpoint: Endpoint;
  /** The private key of core2, which core1 trusts. */
  readonly keyPath: string;
  readonly knownHostsPath: string;
  readonly sshdLog: string;
  stop(): Promise<void>;
}

export const startPeerHost = async (replaced: Partial<PeerHandlers> = {}): Promise<PeerHost> => {
  const root = mkdtempSync(join(tmpdir(), 'understudy-peer-'));
  const paths = pathsUnder(root);
  const keyPath = join(root, 'core2/id_ed25519');
  const knownHostsPath = join(root, 'core2/known_hosts');
  const [ownKey, peerKey, port] = [
    await ensureKeyPair(paths.sshKey, 'core1'),
    await ensureKeyPair(keyPath, 'core2'),
    await freePort(),
  ];
  await writeTrust({
    hosts: { core2: trusted(peerKey) },
    authorizedKeysPath: paths.authorizedKeys,
    knownHostsPath: paths.knownHosts,
    peerCommand: (name) => [program, '--root', root, '--peer', name],
  });
  await writeTrust({
    hosts: { core1: trusted(ownKey, port) },
    authorizedKeysPath: join(root, 'core2/authorized_keys'),
    knownHostsPath,
    peerCommand: () => ['/bin/false'],
  });
  const sshdLog = join(root, 'sshd/sshd.log');
  const sshd: Sshd = await startSshd({
    root: join(root, 'sshd'),
    port,
    user: userInfo().username,
    hostKeyPath: paths.sshKey,
    authorizedKeysPath: paths.authorizedKeys,
    logPath: sshdLog,
  });
  await mkdir(join(root, 'run/understudy'), { recursive: true });
  const { handlers, calls, reports } = handlersOf('core1', replaced);
  const server = new PeerServer({ socketPath: paths.peerSocket, handlers });
  await server.listen();
  return {
    ...{ root, paths, server, calls, reports, port, keyPath, knownHostsPath, sshdLog },
    endpoint: { name: 'core1', address: '127.0.0.1', port, user: userInfo().username, hostKey: ownKey },
    stop: async () => {
      await server.close();
      await sshd.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
