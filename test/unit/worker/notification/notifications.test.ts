import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { initialConfig, type Config } from '../../../../src/config/config.ts';
import { newNode } from '../../../../src/failover/node.ts';
import { Notifications } from '../../../../src/worker/notification/notifications.ts';
import { noticeItems } from '../../../../src/worker/validation/notices.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { successfulRun } from '../../../support/status-fixtures.ts';
import { newFolder, removeFolder } from '../../../support/temporary-folder.ts';

let folder: string;
let worker: { config: Config; notifications: Notifications };
let notifications: Notifications;

const node = { ...newNode('core2'), mode: 'secondary' as const, phase: 'standby' as const };

/** Nobody listens at this port of loopback: every mail waits. */
const closed = { notificationServer: '127.0.0.1', notificationPort: 9, notificationAddresses: ['a@example.com'] };

const use = async (parts: Partial<Config>): Promise<readonly string[]> => {
  const before = worker.config;
  worker.config = { ...before, ...parts };
  return notifications.changed(worker.config, before);
};

beforeEach(async () => {
  folder = await newFolder();
  const ignore = (): void => undefined;
  const fake = {
    paths: { root: folder, notifications: join(folder, 'notifications') },
    config: { ...initialConfig(), hostname: 'core2', ...closed },
    logs: { worker: { info: ignore, warn: ignore, error: ignore } },
    engine: { node },
    watch: { last: null, lastAnswerAtMs: null },
    copies: { newestMadeAtMs: null },
    secrets: { secretOf: () => undefined },
  };
  worker = fake as unknown as typeof worker;
  notifications = new Notifications(fake as unknown as Worker);
  worker.notifications = notifications;
  await notifications.open();
});
afterEach(async () => {
  await notifications.stop();
  await removeFolder(folder);
});

/** The mails that wait, once there are so many. */
const told = async (count: number): Promise<string[]> => {
  while (notifications.status.waiting.length < count) await setImmediate();
  return notifications.status.waiting.map(({ subject }) => subject.replace('[understudy core2] ', ''));
};
const held = (): void =>
  notifications.decided({
    before: node,
    node: { ...node, phase: 'held' },
    event: { type: 'heartbeatFailed', reason: 'no answer' },
    row: 'F30',
    sentence: 'core1 did not answer.',
    isAlert: true,
  });

test('decisions, alarms and synchronizations that fail are told of, each once', async () => {
  await use({ peer: 'core1' });
  for (let i = 0; i < 2; i++) {
    held();
    notifications.alarm('Address 10.0.0.9 is used by somebody else.');
    notifications.syncEnded({ ...successfulRun, result: 'failed', error: 'no space' });
    notifications.syncFailed('core1', 'it does not answer');
  }
  expect(await told(3)).toEqual([
    'ACTION NEEDED core1 does not answer, core2 waits for you',
    'ALERT on core2',
    'SYNC FAILED with core1',
  ]);
  notifications.syncEnded(successfulRun);
  expect((await told(4)).at(-1)).toBe('SYNC WORKS AGAIN from core1: copy 4');
  notifications.syncEnded(successfulRun);
  notifications.syncFailed('core1', 'it does not answer');
  expect((await told(5)).at(-1)).toBe('SYNC FAILED with core1');
});

test('completed synchronizations are told of where that is asked for, interrupted ones never', async () => {
  notifications.syncEnded(successfulRun);
  await use({ notifyOnSync: 'enable' });
  notifications.syncEnded({ ...successfulRun, result: 'interrupted' });
  notifications.syncEnded(successfulRun);
  expect(await told(1)).toEqual(['SYNC OK from core1: copy 4']);
});

test('nothing is told that nobody wants, or while there is no way', async () => {
  await use({ notifyOnFailure: 'disable' });
  held();
  await use({ notifyOnFailure: 'enable', notificationServer: undefined });
  held();
  expect(notifications.fault).toBeNull();
  await expect(notifications.test()).rejects.toThrow('No test mail is sent: no mail server is configured');
  await use(closed);
  notifications.alarm('The only one.');
  expect(await told(1)).toEqual(['ALERT on core2']);
});

test('what is missing is a warning of the change', async () => {
  expect(await use({ notificationServer: undefined })).toEqual([
    'no mail is sent yet: no mail server is configured: "failover notification server HOST" in configuration mode',
  ]);
  expect(await use({ ...closed, notificationPort: 25, notificationSecurity: 'tls' })).toEqual([
    expect.stringContaining('"failover notification port 465"'),
  ]);
  expect(await use({ heartbeatFailures: 5 })).toEqual([]);
});

test('the sender is this server by its full name, or who is configured', async () => {
  expect(notifications.status.from).toBe('understudy@core2');
  await mkdir(join(folder, 'etc'));
  await writeFile(join(folder, 'etc/hostname'), 'core7\n');
  await writeFile(join(folder, 'etc/hosts'), '127.0.1.1\tcore7.example.com core7\n');
  await use({ hostname: 'core7' });
  expect(notifications.status.from).toBe('understudy@core7.example.com');
  await use({ notificationFrom: 'ha@example.com' });
  expect(notifications.status.from).toBe('ha@example.com');
});

test('the validation sends a test mail where mails are configured', async () => {
  const look = async () => noticeItems[0]!.look({ worker: worker as unknown as Worker, peer: null, heard: null });
  expect(await look()).toMatchObject({
    result: 'failed',
    detail: 'The mail server 127.0.0.1:9 is not reached: no mail server listens there',
    remedy: expect.stringContaining('failover notification port'),
  });
  await use({ notificationAddresses: undefined });
  expect(await look()).toMatchObject({ result: 'failed', detail: expect.stringContaining('no address is configured') });
  await use({ notificationServer: undefined });
  expect(await look()).toMatchObject({ result: 'notApplicable', remedy: null });
});
