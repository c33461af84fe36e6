import type { Config } from '../../config/config.ts';
import type { NotificationStatus, NotificationTest, WaitingMail } from '../../control/notification-shapes.ts';
import type { Delivery } from '../../notify/delivery.ts';
import { subjectOf, type Letter } from '../../notify/letter.ts';
import { missingIn, type MailSettings } from '../../notify/mail-settings.ts';
import { troubleOf } from '../../notify/mail-state.ts';
import type { Outbox } from '../../notify/outbox.ts';

const isoOf = (ms: number): string => new Date(ms).toISOString();

const waitingOf = (letter: Letter, pausedUntilMs: number): WaitingMail => ({
  subject: subjectOf(letter),
  at: letter.notices[0]?.at ?? isoOf(letter.createdAtMs),
  attempts: letter.attempts,
  nextAttempt: letter.isAside ? null : isoOf(Math.max(letter.nextAtMs, pausedUntilMs)),
  fault: letter.fault,
});

/** What keeps people from being told, as `show failover` says it; null where nothing does. */
export const notificationFault = ({ state, letters }: Outbox, nowMs: number): string | null => {
  const trouble = troubleOf(state, nowMs);
  if (trouble === null) return null;
  const waiting = letters.length === 0 ? '' : `; mails that wait: ${letters.length}`;
  return `people may not be told by e-mail: ${trouble.sentence}${waiting}`;
};

/** `show failover notification`. */
export const notificationStatusOf = (config: Config, outbox: Outbox, from: string): NotificationStatus => {
  const { state, letters, pausedUntilMs } = outbox;
  const missing = missingIn(config) ?? null;
  const listed = (isAside: boolean): WaitingMail[] =>
    letters.filter((letter) => letter.isAside === isAside).map((letter) => waitingOf(letter, pausedUntilMs));
  const { lastFailure } = state;
  return {
    configured: missing === null,
    missing,
    addresses: config.notificationAddresses ?? [],
    from,
    server: config.notificationServer === undefined ? null : `${config.notificationServer}:${config.notificationPort}`,
    security: config.notificationSecurity,
    user: config.notificationUser ?? null,
    onFailure: config.notifyOnFailure === 'enable',
    onSync: config.notifyOnSync === 'enable',
    waiting: listed(false),
    refused: listed(true),
    lastSent: state.lastSent,
    lastFailure:
      lastFailure === null ? null : { at: lastFailure.at, sentence: lastFailure.sentence, remedy: lastFailure.remedy },
    dropped: state.dropped,
    fault: notificationFault(outbox, Date.now()),
  };
};

/** What came of a test mail. */
export const testReportOf = ({ host, port, from, to }: MailSettings, delivery: Delivery): NotificationTest => {
  const base = { server: `${host}:${port}`, from };
  if (delivery.kind !== 'answered') {
    const { sentence, remedy, unreachable } = delivery;
    const recipients = to.map((address) => ({ address, accepted: false, reply: null }));
    return { ...base, ok: false, message: sentence, remedy, unreachable, recipients, reply: null };
  }
  const rejected = [...delivery.refused, ...delivery.deferred];
  const recipients = to.map((address) => {
    const reply = rejected.find((one) => one.address === address)?.reply ?? null;
    return { address, accepted: reply === null, reply };
  });
  const missed = recipients.filter(({ accepted }) => !accepted).map(({ address }) => address);
  const { reply } = delivery;
  if (missed.length === 0)
    return {
      ...base,
      ok: true,
      message: `The mail server has taken the mail: ${reply}`,
      remedy: null,
      unreachable: false,
      recipients,
      reply,
    };
  return {
    ...base,
    ok: false,
    message: `The mail server does not deliver to ${missed.join(', ')}`,
    remedy:
      delivery.refused.length > 0
        ? '"failover notification email" in configuration mode names who is notified'
        : 'it says that later it may: try again',
    unreachable: false,
    recipients,
    reply,
  };
};
