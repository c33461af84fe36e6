import { randomUUID } from 'node:crypto';
import { fieldKeys, fieldOf, type Config, type FieldKey } from '../../config/config.ts';
import type { NotificationStatus, NotificationTest } from '../../control/notification-shapes.ts';
import type { SyncRunStatus } from '../../control/shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { fullNameOf } from '../../host/settings/hosts-file.ts';
import { readHostName } from '../../host/settings/host-name.ts';
import { realClock } from '../../notify/clock.ts';
import { occasionOf, type Decided, type Scene } from '../../notify/decided.ts';
import { bodyOf, subjectOf } from '../../notify/letter.ts';
import { mailSettingsOf, missingIn, senderOf, type MailSettings } from '../../notify/mail-settings.ts';
import type { Notice, Occasion } from '../../notify/notice.ts';
import { Outbox } from '../../notify/outbox.ts';
import { sendMail } from '../../notify/smtp.ts';
import { Spool } from '../../notify/spool.ts';
import { isSyncFailing, syncedOccasion, syncFailedOccasion } from '../../notify/synced.ts';
import type { Worker } from '../worker.ts';
import { notificationFault, notificationStatusOf, testReportOf } from './notification-report.ts';
import { sceneOf } from './scene.ts';
import { notificationWarnings } from './warnings.ts';

const hourMs = 3_600_000;

/** Settings that decide how mails are sent, and whether. */
const settingKeys: readonly FieldKey[] = fieldKeys.filter((key) => fieldOf(key).words[1] === 'notification');

/**
 * Tells the administrators by e-mail (C11): what the engine decides, how synchronizations end, alarms. It never holds up
 * who tells it, and never fails them.
 */
export class Notifications {
  readonly #worker: Worker;
  readonly #outbox: Outbox;
  #fullName: string;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#fullName = worker.config.hostname;
    this.#outbox = new Outbox({
      spool: new Spool(worker.paths.notifications),
      clock: realClock,
      settings: () => this.#settings,
      deliver: (mail, settings, signal) => sendMail(mail, settings, signal),
      warn: (sentence) => void worker.logs.worker.warn(sentence),
      info: (sentence) => void worker.logs.worker.info(sentence),
    });
  }

  /** Takes up what waits. A fault of the disk keeps no worker from starting. */
  async open(): Promise<void> {
    try {
      await this.#nameAnew();
      await this.#outbox.open();
    } catch (error) {
      this.#worker.logs.worker.error(`Nobody is notified by e-mail: ${reasonOf(error)}`);
    }
  }

  stop(): Promise<void> {
    return this.#outbox.stop();
  }

  /** Takes up a change of the configuration. @returns warnings */
  async changed(now: Config, before: Config): Promise<readonly string[]> {
    if (now.hostname !== before.hostname) await this.#nameAnew();
    if (settingKeys.every((key) => JSON.stringify(now[key]) === JSON.stringify(before[key]))) return [];
    await this.#outbox.settingsChanged({ isQuiet: now.notifyOnFailure === 'disable' || missingIn(now) !== undefined });
    return notificationWarnings(now);
  }

  decided(decided: Omit<Decided, 'peer'>): void {
    const { config } = this.#worker;
    this.#tell('onFailure', () =>
      occasionOf({ ...decided, peer: config.peer ?? null }, sceneOf(this.#worker, decided.node, decided.row)),
    );
  }

  alarm(sentence: string): void {
    this.#tell('onFailure', () => ({
      notice: { ...this.#scene, tag: 'ALERT', headline: `on ${this.#worker.config.hostname}`, sentence, toDo: [] },
      streak: { key: `alarm:${sentence.replaceAll(/\d+/g, '#')}`, againAfterMs: hourMs },
    }));
  }

  /** A run that was interrupted or skipped is neither a success nor a fault. */
  syncEnded(run: SyncRunStatus): void {
    if (run.result === 'failed') this.syncFailed(run.host, run.error ?? 'no reason is known');
    if (run.result !== 'success') return;
    const isFailing = isSyncFailing(this.#outbox.state.open);
    const completed = run.completed ?? new Date().toISOString();
    this.#tell(isFailing ? 'onFailure' : 'onSync', () =>
      syncedOccasion({ ...run, completed }, this.#scene, { isFailing }),
    );
  }

  /** One that did not even start, too. */
  syncFailed(host: string, reason: string): void {
    this.#tell('onFailure', () => syncFailedOccasion(host, reason, this.#scene));
  }

  get status(): NotificationStatus {
    const { config } = this.#worker;
    return notificationStatusOf(config, this.#outbox, senderOf(config, this.#fullName));
  }

  /** What keeps people from being told; null where nothing does. */
  get fault(): string | null {
    return missingIn(this.#worker.config) === undefined ? notificationFault(this.#outbox, Date.now()) : null;
  }

  /** Sends a mail now, beside the queue. @throws UnderstudyError refused where mails cannot be sent yet */
  async test(): Promise<NotificationTest> {
    const { config } = this.#worker;
    const settings = this.#settings;
    if (settings === undefined)
      throw new UnderstudyError('refused', `No test mail is sent: ${missingIn(config) ?? 'nothing is configured'}`, {
        hint: '"show failover notification" shows what is configured',
      });
    const notice: Notice = {
      ...this.#scene,
      tag: 'TEST',
      headline: 'mail',
      sentence: `This is a test mail of ${config.hostname}. Somebody typed "failover notification test" or "failover validate" there; nothing has happened.`,
      toDo: [],
    };
    const atMs = Date.now();
    const mail = {
      messageId: `<test-${randomUUID()}@${settings.hostname}>`,
      subject: subjectOf({ notices: [notice] }),
      text: bodyOf({ notices: [notice] }),
      to: settings.to,
      atMs,
      isUrgent: false,
    };
    const report = testReportOf(settings, await sendMail(mail, settings));
    if (report.ok) this.#outbox.tryNow();
    return report;
  }

  get #scene(): Scene {
    return sceneOf(this.#worker);
  }

  get #settings(): MailSettings | undefined {
    const { config, secrets } = this.#worker;
    const { notificationPassword } = config;
    const password = notificationPassword === undefined ? undefined : secrets.secretOf(notificationPassword);
    return mailSettingsOf(config, password, this.#fullName);
  }

  /** The name with the domain, where this server has one. */
  async #nameAnew(): Promise<void> {
    const { config, paths } = this.#worker;
    const { domain } = config.hostname.includes('.') ? { domain: null } : await readHostName({ root: paths.root });
    this.#fullName = fullNameOf({ hostname: config.hostname, domain });
  }

  #tell(what: 'onFailure' | 'onSync', occasion: () => Occasion | undefined): void {
    const { config, logs } = this.#worker;
    const isWanted = (what === 'onFailure' ? config.notifyOnFailure : config.notifyOnSync) === 'enable';
    if (!isWanted || missingIn(config) !== undefined) return;
    try {
      const found = occasion();
      if (found !== undefined) void this.#outbox.post(found);
    } catch (error) {
      logs.worker.error(`Nobody was told by e-mail: ${reasonOf(error)}`);
    }
  }
}
