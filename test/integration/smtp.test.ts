import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import type { SMTPServerOptions } from 'smtp-server';
import type { Delivery, Outgoing } from '../../src/notify/delivery.ts';
import type { MailSettings } from '../../src/notify/mail-settings.ts';
import { sendMail, smtpLimits } from '../../src/notify/smtp.ts';
import { loginWith, MailServer } from '../support/mail-server.ts';
import { newFolder, removeFolder } from '../support/temporary-folder.ts';

const mail: Outgoing = {
  messageId: '<0123456789ab-0123456789abcdef@core2.example.com>',
  subject: '[understudy core2] ACTION NEEDED core1 does not answer',
  text: 'core1 did not answer.\n\n.\nFrom the dot on.\n',
  to: ['a@example.com', 'b@example.com'],
  atMs: Date.parse('2026-11-21T10:00:00.000Z'),
  isUrgent: true,
};

let folder: string;
let tls: { key: string; cert: string };
let caFile: string;
const open: { stop(): Promise<void> }[] = [];

const settingsFor = (port: number, more: Partial<MailSettings> = {}): MailSettings => ({
  host: 'localhost',
  port,
  security: 'auto',
  caFile: undefined,
  user: undefined,
  password: undefined,
  from: 'understudy@core2.example.com',
  to: mail.to,
  hostname: 'core2.example.com',
  ...more,
});

const serverWith = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const server = await MailServer.start(options);
  open.push(server);
  return server;
};

/** What speaks in the mail server's place. */
const rawServer = async (talk: (write: (text: string) => void, heard: AsyncIterable<string>) => Promise<void>) => {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined).setEncoding('utf8');
    void talk((text) => void socket.write(text), socket as AsyncIterable<string>).catch(() => undefined);
    open.push({ stop: async () => void socket.destroy() });
  }).listen(0, '127.0.0.1');
  open.push({ stop: async () => void server.close() });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const send = (settings: MailSettings, signal?: AbortSignal): Promise<Delivery> =>
  sendMail(mail, settings, signal, { ...smtpLimits, connectMs: 2000, greetingMs: 300, silenceMs: 300 });

beforeAll(async () => {
  folder = await newFolder();
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  tls = { key: made.private, cert: made.cert };
  caFile = join(folder, 'mail.pem');
  await writeFile(caFile, made.cert);
});
afterEach(() => Promise.all(open.splice(0).map((server) => server.stop())));
afterAll(() => removeFolder(folder));

const starttls = { disabledCommands: [] };

describe('a mail is taken', () => {
  test('in clear where nothing else is offered: with its id, its date, and as it was written', async () => {
    const server = await serverWith();
    const delivery = await send(settingsFor(server.port));
    expect(delivery).toEqual({
      kind: 'answered',
      reply: '250 queued as 1',
      delivered: mail.to,
      refused: [],
      deferred: [],
    });
    const [taken] = server.mails;
    expect(taken).toMatchObject({ from: 'understudy@core2.example.com', to: mail.to, isSecure: false });
    expect(taken?.raw).toContain(`Message-ID: ${mail.messageId}\r\n`);
    expect(taken?.raw).toContain('Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n');
    expect(taken?.raw).toContain('Auto-Submitted: auto-generated\r\n');
    expect(taken?.raw).toMatch(/\r\n\r\ncore1 did not answer\.\r\n\r\n\.\r\nFrom the dot on\.\r\n$/);
  });

  test('over STARTTLS where it is offered, whoever signed the certificate', async () => {
    const server = await serverWith({ ...tls, ...starttls });
    await expect(send(settingsFor(server.port))).resolves.toMatchObject({ kind: 'answered' });
    expect(server.mails).toMatchObject([{ isSecure: true }]);
  });

  test('with a login over a certificate that is trusted', async () => {
    const server = await serverWith({ ...tls, ...starttls, ...loginWith('s3cret') });
    const login = { user: 'core2', password: 's3cret', caFile };
    await expect(send(settingsFor(server.port, login))).resolves.toMatchObject({ kind: 'answered' });
    expect(server.mails).toMatchObject([{ isSecure: true, user: 'core2' }]);
  });

  test('over TLS from the first byte', async () => {
    const server = await serverWith({ ...tls, secure: true });
    const delivery = await send(settingsFor(server.port, { security: 'tls', caFile }));
    expect(delivery).toMatchObject({ kind: 'answered' });
  });

  test('for some, refused and deferred for others', async () => {
    const server = await serverWith();
    server.manners = { rcpt: { 'b@example.com': [550, '5.1.1 no such user'], 'c@example.com': [450, '4.2.0 later'] } };
    const to = [...mail.to, 'c@example.com'];
    expect(await sendMail({ ...mail, to }, settingsFor(server.port))).toMatchObject({
      kind: 'answered',
      delivered: ['a@example.com'],
      refused: [{ address: 'b@example.com', reply: '550 5.1.1 no such user' }],
      deferred: [{ address: 'c@example.com', reply: '450 4.2.0 later' }],
    });
    expect(server.mails).toMatchObject([{ to: ['a@example.com'] }]);
  });
});

describe('a mail is not taken', () => {
  test('for anybody: each with the reply', async () => {
    const server = await serverWith();
    server.manners = { rcpt: { 'a@example.com': [550, 'no'], 'b@example.com': [451, 'later'] } };
    expect(await send(settingsFor(server.port))).toMatchObject({
      kind: 'answered',
      delivered: [],
      refused: [{ address: 'a@example.com', reply: '550 no' }],
      deferred: [{ address: 'b@example.com', reply: '451 later' }],
    });
  });

  test.each([
    ['refused', { sender: [553, 'not yours'] }, /refuses the sender understudy@core2.example.com: 553 not yours/],
    ['failed', { sender: [451, 'later'] }, /451 later/],
    ['refused', { data: [554, 'spam'] }, /refuses the mail: 554 spam/],
    ['failed', { data: [452, 'disk full'] }, /452 disk full/],
    ['failed', { cuts: true }, /^The connection to the mail server localhost:\d+ failed/],
  ] as const)('%s: %j', async (kind, manners, sentence) => {
    const server = await serverWith();
    server.manners = manners;
    expect(await send(settingsFor(server.port))).toMatchObject({ kind, sentence: expect.stringMatching(sentence) });
  });

  test('by a server whose certificate nobody vouches for, once something depends on it', async () => {
    const server = await serverWith({ ...tls, ...starttls, ...loginWith('s3cret') });
    for (const more of [{ security: 'starttls' }, { user: 'core2', password: 's3cret' }] as const)
      expect(await send(settingsFor(server.port, more))).toMatchObject({
        kind: 'failed',
        sentence: expect.stringMatching(
          /^The certificate of the mail server localhost:\d+ is not trusted: self-signed/,
        ),
        remedy: expect.stringContaining('ca-file'),
      });
    expect(server.mails).toEqual([]);
  });

  test('by a server that wants the password in clear', async () => {
    let heard = '';
    const port = await rawServer(async (write, lines) => {
      write('220 mail ESMTP\r\n');
      for await (const line of lines) {
        heard += line;
        write(line.startsWith('EHLO') ? '250-mail\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n');
      }
    });
    expect(await send(settingsFor(port, { user: 'core2', password: 's3cret' }))).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('offers no STARTTLS'),
    });
    expect(heard).not.toContain('AUTH');
  });

  test('with a wrong password, or none', async () => {
    const server = await serverWith(loginWith('s3cret'));
    const login = settingsFor(server.port, { security: 'none', user: 'core2', password: 'wr0ng' });
    expect(await send(login)).toMatchObject({
      kind: 'failed',
      sentence: expect.stringMatching(/refuses the login of core2: 535 5.7.8 authentication failed$/),
    });
    expect(await send({ ...login, password: undefined })).toMatchObject({
      kind: 'failed',
      sentence: 'The password of core2 at the mail server is not on this server',
    });
  });

  test('by a server that is not found', async () => {
    expect(await send(settingsFor(25, { host: 'no-such-host.invalid' }))).toMatchObject({
      kind: 'failed',
      unreachable: true,
      sentence: expect.stringMatching(/^The mail server no-such-host.invalid is not found: getaddrinfo/),
    });
  });

  test('by nobody who listens', async () => {
    const server = await serverWith();
    const { port } = server;
    await server.stop();
    open.splice(0);
    expect(await send(settingsFor(port))).toMatchObject({ kind: 'failed', unreachable: true });
  });

  test('by a server that says nothing, or never comes to an end', async () => {
    const mute = await rawServer(() => Promise.resolve());
    expect(await send(settingsFor(mute))).toMatchObject({
      kind: 'failed',
      unreachable: true,
      sentence: expect.stringContaining('did not answer in time'),
    });
    const endless = await rawServer(async (write) => {
      const more = setInterval(() => write('220-still\r\n'), 20);
      open.push({ stop: async () => clearInterval(more) });
    });
    expect(
      await sendMail(mail, settingsFor(endless), undefined, { ...smtpLimits, greetingMs: 60_000, wholeMs: 200 }),
    ).toMatchObject({ kind: 'failed', sentence: expect.stringContaining('not done after 0.2 s') });
  });

  test('where the certificate to trust cannot be read', async () => {
    const more = { security: 'tls', caFile: join(folder, 'none.pem') } as const;
    expect(await send(settingsFor(1, more))).toMatchObject({
      kind: 'failed',
      sentence: expect.stringMatching(/^The certificate .*none.pem cannot be read: ENOENT/),
    });
  });

  test('and what is said instead is fit for a terminal', async () => {
    const port = await rawServer(async (write) => write('554 \u001b[31mgo\u202e away\u0007\r\n'));
    const delivery = await send(settingsFor(port));
    expect(delivery).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(delivery)).not.toMatch(/\\u001b|\u202e|\\u0007/);
  });

  test('when the worker stops in the middle', async () => {
    const mute = await rawServer(() => Promise.resolve());
    const stop = new AbortController();
    const sending = sendMail(mail, settingsFor(mute), stop.signal);
    stop.abort();
    await expect(sending).resolves.toMatchObject({ kind: 'failed' });
  });
});
