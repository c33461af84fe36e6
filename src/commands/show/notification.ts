import type { NotificationStatus, WaitingMail } from '../../control/notification-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { countOf } from '../text/amount.ts';
import { labelledOf } from '../text/columns.ts';
import type { Paint } from '../text/paint.ts';
import { whenOf } from '../text/time.ts';

type Row = readonly [label: string, ...lines: string[]];

const securityWords = {
  auto: 'STARTTLS where it is offered',
  none: 'no TLS',
  starttls: 'STARTTLS',
  tls: 'TLS',
} as const;

const mostListed = 10;

const settings = (status: NotificationStatus, paint: Paint): Row[] => {
  const { missing, addresses, from, server, security, user, onFailure, onSync } = status;
  const login = user === null ? '' : `, login ${user}`;
  const told = [
    ...(onFailure ? ['failures and becoming Primary'] : []),
    ...(onSync ? ['completed synchronizations'] : []),
  ];
  return [
    ['Told by e-mail', addresses.length === 0 ? 'nobody' : addresses.join(', ')],
    ['Of', told.length === 0 ? paint.warn('nothing: on-failure and on-sync are disabled') : told.join('; ')],
    ['From', from],
    ['Mail server', server === null ? 'none' : `${server}, ${securityWords[security]}${login}`],
    ...(missing === null ? [] : ([['To do', paint.warn(missing)]] as const)),
  ];
};

const mailLines = (mails: readonly WaitingMail[], nowMs: number): string[] => {
  const more = mails.length - mostListed;
  return [
    ...mails
      .slice(0, mostListed)
      .flatMap(({ subject, at, attempts, nextAttempt, fault }) => [
        `${subject}, of ${whenOf(at, nowMs)}`,
        ...(fault === null ? [] : [`  ${countOf(attempts, 'attempt')}: ${fault}`]),
        ...(nextAttempt === null || fault === null ? [] : [`  tried again ${whenOf(nextAttempt, nowMs)}`]),
      ]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
};

const past = (status: NotificationStatus, nowMs: number, paint: Paint): Row[] => {
  const { waiting, refused, lastSent, lastFailure, dropped } = status;
  return [
    ['Waiting', ...(waiting.length === 0 ? ['nothing'] : mailLines(waiting, nowMs))],
    ...(refused.length === 0
      ? []
      : ([['Refused', ...mailLines(refused, nowMs).map((line) => paint.warn(line))]] as const)),
    [
      'Last sent',
      ...(lastSent === null
        ? ['never']
        : [`${whenOf(lastSent.at, nowMs)} to ${lastSent.to.join(', ')}`, lastSent.subject, lastSent.reply]),
    ],
    [
      'Last failure',
      ...(lastFailure === null
        ? ['never']
        : [
            whenOf(lastFailure.at, nowMs),
            lastFailure.sentence,
            ...(lastFailure.remedy === null ? [] : [`what to do: ${lastFailure.remedy}`]),
          ]),
    ],
    ...(dropped === null
      ? []
      : ([
          [
            'Given up',
            `${countOf(dropped.count, 'notice')}, the last one ${whenOf(dropped.lastAt, nowMs)}: ${dropped.why}`,
          ],
        ] as const)),
  ];
};

const textOf = (status: NotificationStatus, nowMs: number, paint: Paint): string =>
  labelledOf([...settings(status, paint), ...past(status, nowMs, paint)]).join('\n');

/** `show failover notification`: who is told, what waits, and what came of the last mail (C11). */
export const showNotification = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const status = await client.notification();
  return { data: status, text: (paint) => textOf(status, nowMs, paint) };
};
