import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Context } from '../failover/context.ts';
import { ClientGate } from '../host/client-gate.ts';
import { raiseAlarm } from './alarm.ts';
import { Configurator } from './configuration/configurator.ts';
import { contextOf } from './context.ts';
import { ControlApi } from './control/api.ts';
import { Privilege } from './control/privilege.ts';
import { Sessions } from './control/sessions.ts';
import { DiskWatch } from './disk-watch.ts';
import { Engine } from './engine.ts';
import { Files } from './files.ts';
import { Ground, openRoot, type Opened } from './ground.ts';
import { hostChangesOf } from './host-changes.ts';
import { ServeLease } from './lease/serve-lease.ts';
import { VirtualIp } from './lease/virtual-ip.ts';
import { Notifications } from './notification/notifications.ts';
import { Operator } from './operator.ts';
import { Entrance } from './peer/entrance.ts';
import { Links } from './peer/links.ts';
import { OwnSize } from './peer/own-size.ts';
import { Pairing } from './peer/pairing.ts';
import { Trust } from './peer/trust.ts';
import { Watch } from './peer/watch.ts';
import { PortalDesk } from './portal/portal-desk.ts';
import { protectedServices } from './protected-services.ts';
import { Pulse } from './pulse.ts';
import { shutDown } from './shut-down.ts';
import { WorkerStage } from './stage.ts';
import { startUp } from './start-up.ts';
import { Copies } from './sync/copies.ts';
import { Syncs } from './sync/syncs.ts';
import { Timetable } from './sync/timetable.ts';
import { Validation } from './validation/validation.ts';
import { WitnessDesk } from './witness/witness-desk.ts';

/**
 * The composition root: one worker owns all state of a server, and every part of it is put together here and nowhere
 * else. A part that needs another one gets it from its worker. What a part has to do at the start and at the end is a line
 * of `start-up.ts` and of `shut-down.ts`.
 */
export class Worker extends Ground {
  readonly services = protectedServices(this);
  readonly gate: ClientGate = new ClientGate(
    (sentence) => void this.logs.worker.warn(sentence),
    () => performance.now() < this.serveLease.servesUntilMs,
  );
  readonly stage = new WorkerStage(this);
  readonly engine = new Engine({
    state: this.state,
    history: this.history,
    logs: this.logs,
    context: () => this.context(),
    stage: this.stage,
    onServing: () => this.watch.nudge(),
    announce: (sentence) => this.sessions.notice(sentence),
    notify: (decided) => {
      if (decided.before.phase !== decided.node.phase) this.serveLease.nudge();
      this.notifications.decided(decided);
    },
  });
  readonly disk = new DiskWatch(dirname(this.paths.state), (fault) =>
    this.logs.worker.warn(fault ?? 'There is room on the disk again'),
  );
  readonly notifications = new Notifications(this);
  readonly pulse = new Pulse(this);
  readonly virtualIp = new VirtualIp(this);

  /** Who else says who may serve. */
  readonly witness = new WitnessDesk(this, (sentence) => raiseAlarm(this, sentence));
  /** Whom they let serve. */
  readonly serveLease: ServeLease = new ServeLease(this, () => this.stage.renew());

  /** The peer, and who else may call. */
  readonly trust = new Trust(this);
  readonly entrance = new Entrance(this);
  readonly links = new Links(this);
  readonly watch = new Watch(this);
  readonly pairing = new Pairing(this, this.peerProgram);
  /** What this server is made of (E9). */
  readonly size = new OwnSize(this);

  readonly copies = new Copies(this);
  readonly syncs = new Syncs(this);
  readonly timetable = new Timetable(this);

  /** Those who operate it. */
  readonly privilege = new Privilege(() => this.config.execTimeoutMs);
  readonly api = new ControlApi();
  /** The consoles that are open. */
  readonly sessions = new Sessions();
  readonly operator = new Operator(this);
  readonly configurator = new Configurator(this);
  readonly files = new Files(this.paths.files);
  readonly hostChanges = hostChangesOf(this.paths);
  readonly validation = new Validation(this);
  readonly portal = new PortalDesk(this);

  #isStopping = false;

  private constructor(opened: Opened) {
    super(opened);
  }

  /**
   * Takes the root, reads what is there and starts everything.
   *
   * @throws UnderstudyError refused when another worker holds the root, usage for a broken configuration, resource for a
   *   damaged state
   */
  static async start(root: string, peerProgram: string): Promise<Worker> {
    const worker = new Worker(await openRoot(root, peerProgram));
    await startUp(worker);
    return worker;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await shutDown(this);
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
    return contextOf(this);
  }
}
