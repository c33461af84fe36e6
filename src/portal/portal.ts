import { setTimeout as wait } from 'node:timers/promises';
import type { HealthPagesStatus, PortalPlan } from '../control/portal-shapes.ts';
import { reasonOf } from '../error.ts';
import { readCertificate, type Certificate, type CertificateFolder } from './certificate.ts';
import { HealthPages } from './health-pages.ts';
import { HealthQuestion } from './health-question.ts';
import type { WorkerLink } from './worker-link.ts';

/** A worker that starts again is found soon. */
const askAgainMs = 500;
/** A port that was taken is tried again. */
const listenAgainMs = 2000;

export interface PortalParts {
  readonly link: Pick<WorkerLink, 'health' | 'plans' | 'report'>;
  readonly folder: CertificateFolder;
  /** A sentence for the journal. */
  readonly say: (level: 'info' | 'warning', sentence: string) => void;
}

/** Only another start brings another certificate. */
export class CertificateChanged extends Error {}

const otherCertificate =
  'The health pages are served with another certificate than the worker knows: "systemctl restart understudyd understudy-portal" brings the two in step';

/**
 * The health pages, in a process that may do nothing else. What it serves where it learns from the worker, and follows
 * changes of it; what the pages say it asks at every probe. It outlives the worker, and then says so on the pages.
 */
export class Portal {
  readonly #parts: PortalParts;
  readonly #pages: HealthPages;
  #plan: PortalPlan | undefined;
  #said = '';

  constructor(parts: PortalParts) {
    this.#parts = parts;
    const question = new HealthQuestion((signal) => parts.link.health(signal));
    this.#pages = new HealthPages(() => question.answer());
  }

  /** Serves until the signal aborts. @throws CertificateChanged */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#follow(signal);
        await wait(askAgainMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await this.#pages.close();
    }
  }

  /** Follows the worker for as long as it is there. */
  async #follow(signal: AbortSignal): Promise<void> {
    let retrying = new AbortController();
    try {
      for await (const plan of this.#parts.link.plans(signal)) {
        retrying.abort();
        retrying = new AbortController();
        await this.#serve(plan, AbortSignal.any([signal, retrying.signal]));
      }
      this.#say('The worker has ended: the pages say so until it is back');
    } catch (error) {
      if (error instanceof CertificateChanged) throw error;
      if (!signal.aborted) this.#say(reasonOf(error));
    } finally {
      retrying.abort();
    }
  }

  async #serve(plan: PortalPlan, signal: AbortSignal): Promise<void> {
    const certificate = await readCertificate(this.#parts.folder);
    const isOther = certificate.fingerprint !== plan.certificate;
    if (isOther && this.#plan !== undefined && this.#plan.certificate !== plan.certificate)
      throw new CertificateChanged(`${plan.hostname} has a new certificate`);
    this.#plan = plan;
    const status = await this.#listen(plan, certificate, signal);
    if (status.faults.length > (isOther ? 1 : 0)) void this.#listenAgain(plan, certificate, signal);
  }

  async #listen(plan: PortalPlan, certificate: Certificate, signal: AbortSignal): Promise<HealthPagesStatus> {
    const { listening, faults } = await this.#pages.serve(plan, certificate);
    const isOther = certificate.fingerprint !== plan.certificate;
    const status = { listening, faults: isOther ? [...faults, otherCertificate] : faults };
    const where = `Health pages are served on ${plan.address} port ${listening.join(', ')}.`;
    this.#say([...(listening.length === 0 ? [] : [where]), ...status.faults].join(' '), status.faults.length > 0);
    await this.#parts.link.report(status, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#say(`The worker takes no report: ${reasonOf(error)}`);
    });
    return status;
  }

  /** Until every port is had, or something else is wanted. */
  async #listenAgain(plan: PortalPlan, certificate: Certificate, signal: AbortSignal): Promise<void> {
    for (;;) {
      await wait(listenAgainMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const { listening } = await this.#listen(plan, certificate, signal);
      if (listening.length === plan.ports.length) return;
    }
  }

  /** Once for as long as it stays so. */
  #say(sentence: string, isWarning = true): void {
    if (sentence === this.#said) return;
    this.#said = sentence;
    this.#parts.say(isWarning ? 'warning' : 'info', sentence);
  }
}
