import type { NotificationTest } from '../../control/notification-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import { testStatus } from './test-connection.ts';

const textOf = ({ ok, message, remedy, server, from, recipients }: NotificationTest, paint: Paint): string =>
  [
    `  From ${from} over ${server}`,
    ...recipients.map(({ address, accepted, reply }) =>
      accepted
        ? `  ${paint.good('ok    ')}  ${address}`
        : `  ${paint.bad('FAILED')}  ${[address, reply].filter(Boolean).join(': ')}`,
    ),
    ok ? paint.good(message) : paint.bad(`% ${message}`),
    ...(remedy === null ? [] : [`  ${remedy}`]),
  ].join('\n');

/** `failover notification test`: the Test of the Notification Settings (C11). */
export const testNotification = async ({ client, operator }: Call): Promise<Outcome> => {
  operator.progress('Sending a test mail ...');
  try {
    const report = await client.testNotification();
    return { data: report, text: (paint) => textOf(report, paint), status: testStatus(report) };
  } finally {
    operator.progress('');
  }
};
