import type { NotificationStatus, NotificationTest } from '../../src/control/notification-shapes.ts';
import { ago } from './status-fixtures.ts';

/** core2 tells two people, and the mail server was away for a while. */
export const notificationStatus: NotificationStatus = {
  configured: true,
  missing: null,
  addresses: ['admin@example.com', 'ops@example.com'],
  from: 'understudy@core2.example.com',
  server: 'mail.example.com:25',
  security: 'auto',
  user: null,
  onFailure: true,
  onSync: false,
  waiting: [
    {
      subject: '[understudy core2] ACTION NEEDED core1 does not answer, core2 waits for you',
      at: ago(40),
      attempts: 1,
      nextAttempt: ago(-20),
      fault: 'The mail server mail.example.com:25 is not reached: no mail server listens there',
    },
  ],
  refused: [],
  lastSent: {
    at: ago(7200),
    subject: '[understudy core2] RECOVERED core1 is heard again, nobody is waited for',
    to: ['admin@example.com', 'ops@example.com'],
    reply: '250 2.0.0 Ok: queued as 4F1C2',
  },
  lastFailure: {
    at: ago(39),
    sentence: 'The mail server mail.example.com:25 is not reached: no mail server listens there',
    remedy: 'check "failover notification server" and "failover notification port", and the way to it',
  },
  dropped: null,
  fault: null,
};

export const notificationTest: NotificationTest = {
  ok: true,
  message: 'The mail server has taken the mail: 250 2.0.0 Ok: queued as 4F1C2',
  remedy: null,
  unreachable: false,
  server: 'mail.example.com:25',
  from: 'understudy@core2.example.com',
  recipients: [
    { address: 'admin@example.com', accepted: true, reply: null },
    { address: 'ops@example.com', accepted: true, reply: null },
  ],
  reply: '250 2.0.0 Ok: queued as 4F1C2',
};
