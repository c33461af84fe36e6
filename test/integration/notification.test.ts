import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import type { NotificationStatus, NotificationTest } from '../../src/control/notification-shapes.ts';
import { loginWith, MailServer } from '../support/mail-server.ts';
import { newFolder, removeFolder } from '../support/temporary-folder.ts';

const secret = 'hunter2 is no secret';

let folder: string;
let core1: Server;
let mail: MailServer;

beforeAll(async () => {
  folder = await newFolder();
  const [ports] = await choosePorts(1);
  core1 = new Server('core1', folder, ports!, new AbortController().signal);
  await core1.create();
  await core1.start();
  mail = await MailServer.start(loginWith(secret));
});
afterAll(async () => {
  await core1.stop();
  await mail.stop();
  await removeFolder(folder);
});

const type = async (name: string, lines: readonly string[]) => {
  const file = join(folder, name);
  await writeFile(file, [...lines, ''].join('\n'));
  return core1.operator.run(name, ['-f', file]);
};

/** Everything below a folder that may be read by a person. */
const textsBelow = async (path: string): Promise<string> => {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile() && one.name !== 'secrets.json');
  return (await Promise.all(files.map((one) => readFile(join(one.parentPath, one.name), 'latin1')))).join('\n');
};

test('an operator sets it up and tries it; what is told goes to the mail server, also across its absence and a kill', async () => {
  const refused = await core1.operator.type('failover notification test');
  expect(refused.exitStatus).toBe(5);
  expect(refused.stderr).toContain('failover notification server HOST');

  const { port } = mail;
  const set = await type('session', [
    'configure terminal',
    'failover notification email admin@example.com,ops@example.com',
    'failover notification server 127.0.0.1',
    `failover notification port ${port}`,
    'failover notification security none',
    'failover notification user core1',
    `failover notification password "${secret}"`,
    'failover notification from core1@example.com',
    'end',
    'write memory',
  ]);
  expect(set).toMatchObject({ exitStatus: 0 });
  expect(set.stderr).toContain('travel in clear to the mail server');

  const tested = await core1.operator.type('failover notification test');
  expect(tested).toMatchObject({ exitStatus: 0, stderr: '' });
  expect(tested.stdout).toContain('The mail server has taken the mail: 250 queued as 1');
  expect(mail.mails).toMatchObject([
    { from: 'core1@example.com', to: ['admin@example.com', 'ops@example.com'], user: 'core1' },
  ]);
  expect(mail.mails[0]?.raw).toContain('Subject: [understudy core1] TEST mail');

  mail.manners = { rcpt: { 'ops@example.com': [550, 'no such user'] } };
  const half = await core1.operator.run('test', ['failover', 'notification', 'test', '--json']);
  expect(half.exitStatus).toBe(1);
  expect(JSON.parse(half.stdout) as NotificationTest).toMatchObject({
    ok: false,
    recipients: [
      { address: 'admin@example.com', accepted: true, reply: null },
      { address: 'ops@example.com', accepted: false, reply: '550 no such user' },
    ],
  });

  // What is told while the mail server is away waits for it, also across a kill.
  await mail.stop();
  for (const mode of ['secondary', 'primary']) await core1.operator.run(mode, ['failover', 'mode', mode, '--yes']);
  const told = async (): Promise<NotificationStatus> => core1.operator.read('show failover notification');
  while ((await told()).lastFailure === null);
  const subject = expect.stringMatching(/^\[understudy core1\] PRIMARY core1 serves \(term \d+\)$/);
  expect(await told()).toMatchObject({
    configured: true,
    waiting: [{ subject, fault: expect.stringContaining('is not reached') }],
  });
  expect((await core1.operator.type('failover notification test')).exitStatus).toBe(4);
  await core1.kill();
  mail = await MailServer.start(loginWith(secret), port);
  await core1.start();
  // The one that waited, and that it serves again.
  const mails = await mail.has(2);
  expect(mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).toEqual([subject, subject]);
  expect(new Set(mails.map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1])).size).toBe(2);
  while ((await told()).waiting.length > 0);
  expect((await told()).lastSent).toMatchObject({ to: ['admin@example.com', 'ops@example.com'] });

  const secrets = join(core1.root, 'var/lib/understudy/secrets.json');
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  expect(await readFile(secrets, 'utf8')).toContain(secret);
  const shown = await core1.operator.type('show running-config');
  expect(shown.stdout).toContain('failover notification password <secret>');
  expect(await textsBelow(join(core1.root, 'etc/understudy'))).not.toContain('hunter2');
  expect(await textsBelow(join(core1.root, 'var'))).not.toContain('hunter2');
}, 60_000);
