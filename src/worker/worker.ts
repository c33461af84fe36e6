import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { named, type Config } from '../config/config.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { TestReport } from '../control/shapes.ts';
import type { Context } from '../failover/context.ts';
import { pairStateOf } from '../failover/node.ts';
import { ClientGate } from '../host/client-gate.ts';
import type { HostChanges } from '../host/settings/host-changes.ts';
import { ServiceManager } from '../host/notify.ts';
import { directEndpointOf, endpointOf } from '../peer/endpoint.ts';
import { pairingPeer } from '../peer/envelope.ts';
import { groupOfPeers } from '../host/peer-account.ts';
import { ensureKeyPair } from '../peer/keys.ts';
import { PeerServer } from '../peer/peer-server.ts';
import { protocolNumber, type Hello, type PeerStatus } from '../peer/protocol.ts';
import { testConnection } from '../peer/test-connection.ts';
import { writeTrust } from '../peer/trust.ts';
import { History } from '../store/history.ts';
import { lockRoot, type Lock } from '../store/lock.ts';
import { ownFolders, pathsUnder, type Paths } from '../store/paths.ts';
import { socketPath } from '../store/socket-path.ts';
import { StateFile } from '../store/state-file.ts';
import { Configurator } from './configuration/configurator.ts';
import { ControlApi } from './control/api.ts';
import { DiskWatch } from './disk-watch.ts';
import { Engine } from './engine.ts';
import { Files } from './files.ts';
import { hostChangesOf, recoverHost } from './host-changes.ts';
import { Links } from './peer/links.ts';
import { openLogs, type Logs } from './log.ts';
import { Operator } from './operator.ts';
import { OwnSize } from './peer/own-size.ts';
import { Pairing } from './peer/pairing.ts';
import { PeerDesk } from './peer/peer-desk.ts';
import { PortalDesk } from './portal/portal-desk.ts';
import { Privilege } from './control/privilege.ts';
import { protectedServices } from './protected-services.ts';
import { release } from './release.ts';
import { Rounds } from './rounds.ts';
import { RunningConfig } from './configuration/running-config.ts';
import { Schedule } from './sync/schedule.ts';
import type { Services } from './services.ts';
import { Sessions } from './control/sessions.ts';
import { WorkerStage } from './stage.ts';
import { summaryOf } from './reports/summary.ts';
import { takeUp } from './take-up.ts';
import { Syncs } from './sync/syncs.ts';
import { VirtualIp } from './lease/virtual-ip.ts';
import { Turns } from './configuration/turns.ts';
import { Validation } from './validation/validation.ts';
import { Watch } from './peer/watch.ts';

/** What is on the disk of a worker that starts. */
interface Opened {
  readonly paths: Paths;
  readonly lock: Lock;
  readonly logs: Logs;
  readonly running: RunningConfig;
  readonly state: StateFile;
  readonly history: History;
  readonly publicKey: string;
  /** The program that `authorized_keys` forces on a peer. */
  readonly peerProgram: string;
}

/** Told to consoles in privileged mode when somebody else changes the secret. */
const privilegeEnded = 'The enable secret was changed: privileged mode has ended here. "enable" asks for the new one';

/**
 * The composition root: one worker owns all state of a server, and every part of it is put together here and nowhere
 * else. A part that needs another one gets it from its worker.
 */
export class Worker {
  readonly paths: Paths;
  readonly logs: Logs;
  readonly running: RunningConfig;
  readonly state: StateFile;
  readonly history: History;
  readonly publicKey: string;
  readonly services: Services;
  readonly gate: ClientGate;
  readonly stage: WorkerStage;
  readonly engine: Engine;
  readonly links: Links;
  readonly watch: Watch;
  readonly syncs: Syncs;
  readonly schedule: Schedule;
  readonly disk: DiskWatch;
  readonly operator: Operator;
  readonly configurator: Configurator;
  readonly files: Files;
  readonly hostChanges: HostChanges;
  /** What this server is made of (E9). */
  readonly size = new OwnSize(this);
  readonly pairing: Pairing;
  readonly validation = new Validation(this);
  readonly #peerProgram: string;
  readonly #trustTurns = new Turns();
  readonly #lock: Lock;
  readonly #desk: PeerDesk;
  readonly portal: PortalDesk;
  readonly virtualIp: VirtualIp;
  /** The consoles that are open. */
  readonly sessions = new Sessions();
  readonly #privilege = new Privilege(() => this.config.execTimeoutMs);
  readonly #api = new ControlApi();
  #peerServer: PeerServer | undefined;
  readonly #manager = new ServiceManager();
  #summary = '';
  #isStopping = false;
  readonly #rounds = new Rounds({
    round: () => this.engine.dispatch({ type: 'tick' }),
    onCompleted: () => this.#completed(),
    onFault: () => undefined,
  });

  private constructor(opened: Opened) {
    this.paths = opened.paths;
    this.logs = opened.logs;
    this.running = opened.running;
    this.state = opened.state;
    this.history = opened.history;
    this.publicKey = opened.publicKey;
    this.#peerProgram = opened.peerProgram;
    this.pairing = new Pairing(this, opened.peerProgram);
    this.#lock = opened.lock;
    const warn = (sentence: string): void => void this.logs.worker.warn(sentence);
    this.services = protectedServices(this);
    this.gate = new ClientGate(warn);
    this.stage = new WorkerStage(this);
    this.engine = new Engine({
      state: this.state,
      history: this.history,
      logs: this.logs,
      context: () => this.context(),
      stage: this.stage,
      onServing: () => this.watch.nudge(),
      announce: (sentence) => this.sessions.notice(sentence),
    });
    this.links = new Links(this);
    this.watch = new Watch(this);
    this.syncs = new Syncs(this);
    this.schedule = new Schedule(() => this.syncs.beginScheduled());
    this.operator = new Operator(this);
    this.configurator = new Configurator(this);
    this.files = new Files(this.paths.files);
    this.hostChanges = hostChangesOf(this.paths);
    this.disk = new DiskWatch(dirname(this.paths.state), (fault) =>
      this.logs.worker.warn(fault ?? 'There is room on the disk again'),
    );
    this.#desk = new PeerDesk(this);
    this.portal = new PortalDesk(this);
    this.virtualIp = new VirtualIp(this);
  }

  /**
   * Takes the root, reads what is there and starts everything.
   *
   * @throws UnderstudyError refused when another worker holds the root, usage for a broken configuration, resource for a
   *   damaged state
   */
  static async start(root: string, peerProgram: string): Promise<Worker> {
    const paths = pathsUnder(root);
    const lock = lockRoot(paths.lock);
    const recovered = await recoverHost(paths);
    const running = await RunningConfig.open(paths.config, hostname().toLowerCase(), ownFolders(paths));
    const state = await StateFile.open(paths.state, running.config.hostname);
    const logs = openLogs(paths.logs);
    if (recovered !== undefined) logs.worker.warn(recovered);
    const publicKey = await ensureKeyPair(paths.sshKey, `understudy@${running.config.hostname}`);
    const history = new History(paths.history, (aside) =>
      logs.worker.error(`The history was damaged: it is set aside as ${aside} and a new one is begun`),
    );
    const worker = new Worker({ paths, lock, logs, running, state, history, publicKey, peerProgram });
    await worker.#run();
    return worker;
  }

  get config(): Config {
    return this.running.config;
  }

  /** From the first moment of it: nobody shall be sent here any more. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** What the decision core is told beside the event. */
  context(): Context {
    const { highAvailability, peer, onFailure, heartbeatFailures, startHoldMs } = this.config;
    return {
      nowMs: performance.now(),
      highAvailability: highAvailability === 'enable',
      peer: peer ?? null,
      promoteOnFailure: onFailure === 'promote-to-primary',
      heartbeatFailures,
      startHoldMs,
      missingFromCopy: this.syncs.missingFromCopy,
    };
  }

  /** The next scheduled synchronization, epoch ms; a Primary has none (A3). */
  get nextDueMs(): number | null {
    return this.engine.node.mode === 'primary' ? null : this.schedule.nextDueMs;
  }

  /** Every change and every save arms the schedule anew from its StartTime (C7). */
  async armSchedule(): Promise<void> {
    const scheduleArmedAtMs = Date.now();
    await this.state.update({ scheduleArmedAtMs });
    this.schedule.arm(this.config, scheduleArmedAtMs);
  }

  hello(): Hello {
    return {
      protocol: protocolNumber,
      release,
      hostname: this.config.hostname,
      clockMs: Date.now(),
      server: this.size.now,
    };
  }

  /** What a peer is told of this server. */
  ownStatus(): PeerStatus {
    const { node } = this.engine;
    const copiedAtMs = this.syncs.copiedAtMs;
    return {
      name: this.config.hostname,
      mode: node.mode,
      phase: node.phase,
      state: pairStateOf(node.phase),
      term: node.term,
      dataTerm: node.dataTerm,
      release,
      clockMs: Date.now(),
      highAvailability: this.config.highAvailability === 'enable',
      generation: node.generation,
      lastSync: copiedAtMs === null ? null : new Date(copiedAtMs).toISOString(),
      server: this.size.now,
    };
  }

  /** C3. @throws UnderstudyError usage when the host is not trusted */
  async testConnection(name: string, options: { back: boolean } = { back: true }): Promise<TestReport> {
    const host = named(this.config.trustedHosts, name);
    if (host === undefined) {
      throw new UnderstudyError('usage', `Unknown host "${name}": it is no trusted host`, {
        hint: `add "trusted-host ${name} …" first`,
      });
    }
    return testConnection({
      endpoint: endpointOf(name, host),
      direct: directEndpointOf(name, host),
      keyPath: this.paths.sshKey,
      knownHostsPath: this.paths.knownHosts,
      hello: this.hello(),
      maxClockDifferenceMs: this.config.maxClockDifferenceMs,
      back: options.back,
    });
  }

  /** Stops serving first, then everything else. */
  async stop(): Promise<void> {
    this.logs.worker.info('understudyd stops');
    this.#manager.stopping();
    this.#isStopping = true;
    this.stage.shut();
    await this.#rounds.stop();
    this.configurator.confirmation.stop();
    this.disk.stop();
    this.schedule.stop();
    this.pairing.stop();
    await this.watch.stop();
    await this.syncs.abort('the worker stops');
    await this.services.stopAll();
    await this.services.close();
    this.sessions.notice('The worker stops');
    this.sessions.closeAll();
    this.portal.stop();
    await Promise.all([this.#api.close(), this.#peerServer?.close(), this.virtualIp.close()]);
    this.links.close();
    this.history.close();
    await this.logs.close();
    this.#lock.release();
  }

  async #run(): Promise<void> {
    this.logs.worker.info(`understudyd ${release} starts as ${this.config.hostname} under ${this.paths.root}`);
    await this.disk.start();
    for (const name of await this.services.endLeftovers()) {
      this.logs.worker.warn(`Service ${name} had left processes behind when the worker was killed: they are ended`);
    }
    await this.#desk.recover();
    await this.syncs.recover();
    await this.size.refresh();
    await this.services.configure(this.config, { isStart: true });
    await this.#trust();
    this.running.onChange((now, before) => takeUp(this, now, before));
    await this.virtualIp.open();
    await this.engine.dispatch({ type: 'boot' });
    this.services.watch();
    this.#peerServer = new PeerServer({
      socketPath: await socketPath(this.paths.peerSocket),
      group: await groupOfPeers(this.paths.root),
      handlers: this.#desk,
    });
    await this.#peerServer.listen();
    await this.portal.changed();
    await this.configurator.open();
    await this.#api.open(this, this.#privilege);
    await this.watch.restart();
    this.schedule.arm(this.config, this.state.state.scheduleArmedAtMs);
    this.#rounds.start();
    this.#manager.ready();
    await this.#finishInterruptedApply();
  }

  /** A copy that was not yet, or not wholly, in place when the worker died is put in place (D9). */
  async #finishInterruptedApply(): Promise<void> {
    const { node } = this.engine;
    if (node.mode !== 'secondary' || node.ownData) return;
    await this.syncs.applyNewest(new AbortController().signal).catch((error: unknown) => {
      this.logs.worker.error(`The newest copy could not be put in place: ${reasonOf(error)}`);
    });
  }

  /** One after another: what is written last is what holds. */
  #trust(): Promise<void> {
    return this.#trustTurns.take(() =>
      writeTrust({
        hosts: this.config.trustedHosts,
        authorizedKeysPath: this.paths.authorizedKeys,
        knownHostsPath: this.paths.knownHosts,
        peerCommand: (name) => [this.#peerProgram, '--root', this.paths.root, '--peer', name],
        pairing: this.pairing.key,
      }),
    );
  }

  /** Whoever came in with a pairing code leaves. */
  endPairingConnections(): void {
    this.#peerServer?.drop(pairingPeer);
  }

  /** Privileged consoles are no longer. */
  endPrivileges(): void {
    this.sessions.tellLosers(() => this.#privilege.clear(), privilegeEnded);
  }

  /** What depends on the loop going on: a watchdog, and what `systemctl status` says. */
  #completed(): void {
    if (!this.watch.isStuck) {
      this.#manager.feedWatchdog();
      this.virtualIp.renew();
    }
    const sentence = summaryOf(this);
    if (sentence === this.#summary) return;
    this.#summary = sentence;
    this.#manager.status(sentence);
  }

  /** Nobody who is trusted no longer, or otherwise, keeps a connection. */
  async trustAnew(before: Config['trustedHosts']): Promise<void> {
    await this.#trust();
    this.links.prune();
    for (const [name, host] of Object.entries(before)) {
      if (JSON.stringify(named(this.config.trustedHosts, name)) !== JSON.stringify(host)) this.#peerServer?.drop(name);
    }
  }
}
