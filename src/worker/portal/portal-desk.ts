import { X509Certificate } from 'node:crypto';
import type { HealthPagesStatus, PortalPlan } from '../../control/portal-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { accountName } from '../../host/caller.ts';
import { Pace } from '../../peer/pace.ts';
import type { Caller } from '../control/caller.ts';
import type { Worker } from '../worker.ts';
import { ensureCertificate } from './certificate.ts';

const account = 'understudy-portal';

const notRunning =
  'The health pages are not served: understudy-portal does not run. Start it: systemctl start understudy-portal';

/** One process that follows what is to be served; only the newest state is of interest to it. */
class Follower {
  readonly pid: number | undefined;
  #isDue = true;
  #hasLeft = false;
  #wake: () => void = () => undefined;

  constructor(pid: number | undefined) {
    this.pid = pid;
  }

  tell(): void {
    this.#isDue = true;
    this.#wake();
  }

  leave(): void {
    this.#hasLeft = true;
    this.#wake();
  }

  async *follow(plan: () => PortalPlan): AsyncGenerator<PortalPlan> {
    while (!this.#hasLeft) {
      if (this.#isDue) {
        this.#isDue = false;
        yield plan();
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** The worker's side of the portal: what it is to serve, and what it says of how that came out. */
export class PortalDesk {
  readonly #worker: Worker;
  readonly #followers = new Set<Follower>();
  #fingerprint = '';
  #reporter: Follower | undefined;
  #report: HealthPagesStatus | undefined;
  /** Whatever the portal has become, it does not fill the log. */
  readonly #pace = new Pace({ burst: 20, perSecond: 0.1 });

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  get plan(): PortalPlan {
    const { hostname, healthAddress, healthPorts } = this.#worker.config;
    return { hostname, address: healthAddress, ports: healthPorts, certificate: this.#fingerprint };
  }

  /** The report lasts as long as the process that made it follows. */
  get status(): HealthPagesStatus {
    return this.#report ?? { listening: [], faults: [notRunning] };
  }

  /** Makes the certificate where it is missing, and tells those who follow. */
  async changed(): Promise<void> {
    const { paths, config, logs } = this.#worker;
    const { certificate } = await ensureCertificate(paths, config.hostname, (sentence) => logs.worker.error(sentence));
    this.#fingerprint = new X509Certificate(certificate).fingerprint256;
    for (const follower of this.#followers) follower.tell();
  }

  open(caller: Caller): Follower {
    const follower = new Follower(caller.pid);
    this.#followers.add(follower);
    return follower;
  }

  /** The worker ends, and with it all who follow. */
  stop(): void {
    this.#reporter = undefined;
    for (const follower of this.#followers) follower.leave();
  }

  close(follower: Follower): void {
    follower.leave();
    this.#followers.delete(follower);
    if (follower !== this.#reporter) return;
    this.#reporter = undefined;
    this.#take(undefined);
  }

  /** @throws UnderstudyError permission when somebody else than a portal that follows says so */
  async report({ uid, pid }: Caller, report: HealthPagesStatus): Promise<void> {
    const isOurs = uid !== undefined && (uid === process.getuid?.() || (await accountName(uid)) === account);
    const follower = [...this.#followers].find((one) => pid !== undefined && one.pid === pid);
    if (!isOurs || follower === undefined)
      throw new UnderstudyError('permission', `Only ${account} reports on the health pages, while it follows them`);
    this.#reporter = follower;
    this.#take(report);
  }

  /** What is new in it goes into the log. */
  #take(report: HealthPagesStatus | undefined): void {
    const before = this.#report;
    this.#report = report;
    const { logs, config } = this.#worker;
    const news = this.status.faults.filter((fault) => before?.faults.includes(fault) !== true);
    for (const fault of news) if (this.#pace.admits()) logs.worker.warn(fault);
    const ports = report?.listening.join(', ') ?? '';
    if (ports !== '' && ports !== before?.listening.join(', ') && this.#pace.admits())
      logs.worker.info(`Health pages are served on ${config.healthAddress} port ${ports}`);
  }
}
