import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testNotification } from '../../../src/commands/act/notification-test.ts';
import { showNotification } from '../../../src/commands/show/notification.ts';
import { failoverText } from '../../../src/commands/text/failover.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { ControlClient } from '../../../src/control/client.ts';
import type { NotificationStatus, NotificationTest } from '../../../src/control/notification-shapes.ts';
import { callWith } from '../../support/call.ts';
import { FakeControl } from '../../support/fake-control.ts';
import { notificationStatus, notificationTest } from '../../support/notification-fixtures.ts';
import { activeStatus, nowMs } from '../../support/status-fixtures.ts';

let worker: FakeControl;

beforeEach(async () => {
  worker = await FakeControl.start();
});
afterEach(() => worker.stop());

const shown = async (parts: Partial<NotificationStatus> = {}): Promise<string> => {
  worker.replies.set('GET /v1/notification', { ...notificationStatus, ...parts });
  const { text } = await showNotification(callWith(new ControlClient(worker.root), {}));
  return text(plain);
};

const tested = async (parts: Partial<NotificationTest> = {}): Promise<{ text: string; status: number | undefined }> => {
  worker.replies.set('POST /v1/notification/test', { ...notificationTest, ...parts });
  const { text, status } = await testNotification(callWith(new ControlClient(worker.root), {}));
  return { text: text(plain), status };
};

test('what is set, what waits and why, and what came of the last mail', async () => {
  expect(await shown()).toBe(`  Told by e-mail  admin@example.com, ops@example.com
  Of              failures and becoming Primary
  From            understudy@core2.example.com
  Mail server     mail.example.com:25, STARTTLS where it is offered
  Waiting         [understudy core2] ACTION NEEDED core1 does not answer, core2 waits for you, of 2026-11-21 01:11:24 GMT (40 s ago)
                    1 attempt: The mail server mail.example.com:25 is not reached: no mail server listens there
                    tried again 2026-11-21 01:12:24 GMT (in 20 s)
  Last sent       2026-11-20 23:12:04 GMT (2 h ago) to admin@example.com, ops@example.com
                  [understudy core2] RECOVERED core1 is heard again, nobody is waited for
                  250 2.0.0 Ok: queued as 4F1C2
  Last failure    2026-11-21 01:11:25 GMT (39 s ago)
                  The mail server mail.example.com:25 is not reached: no mail server listens there
                  what to do: check "failover notification server" and "failover notification port", and the way to it`);
});

test('nothing is configured: what to do', async () => {
  const nothing = { configured: false, addresses: [], server: null, waiting: [], lastSent: null, lastFailure: null };
  const text = await shown({
    ...nothing,
    missing: 'no mail server is configured: "failover notification server HOST"',
  });
  expect(text).toContain('To do           no mail server is configured');
  expect(text).toContain('Last sent       never');
});

test('what was refused and what was given up is said', async () => {
  const [mail] = notificationStatus.waiting;
  const dropped = { count: 3, lastAt: mail!.at, why: 'they waited too long' };
  const text = await shown({ refused: [{ ...mail!, nextAttempt: null }], waiting: [], dropped });
  expect(text).toContain('Refused         [understudy core2] ACTION NEEDED');
  expect(text).toContain(
    'Given up        3 notices, the last one 2026-11-21 01:11:24 GMT (40 s ago): they waited too long',
  );
});

test('a test mail shows the answer, and fails with what to do', async () => {
  expect(await tested()).toEqual({
    text: `  From understudy@core2.example.com over mail.example.com:25
  ok      admin@example.com
  ok      ops@example.com
The mail server has taken the mail: 250 2.0.0 Ok: queued as 4F1C2`,
    status: 0,
  });
  const bad = { ok: false, message: 'It did not answer in time', remedy: 'look at it', recipients: [] };
  expect(await tested({ ...bad, unreachable: true })).toEqual({
    text: '  From understudy@core2.example.com over mail.example.com:25\n% It did not answer in time\n  look at it',
    status: 4,
  });
  expect((await tested({ ...bad, unreachable: false })).status).toBe(1);
});

test('"show failover" says it only when people are not told', () => {
  expect(failoverText(activeStatus(), nowMs, plain)).not.toContain('Notification');
  const fault = 'people may not be told by e-mail: The mail server is away';
  expect(failoverText(activeStatus({ notificationFault: fault }), nowMs, plain)).toContain(`Notification   ${fault}`);
});
