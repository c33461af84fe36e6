import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { UnderstudyError } from '../../src/error.ts';
import { ensureKeyPair } from '../../src/peer/keys.ts';
import { Session } from '../../src/peer/session.ts';
import { helloOf } from '../support/peer-host.ts';

/** An SSH server with the right key whose `understudy-peer` says whatever a test has it say. */
describe('a session with a peer that does not keep to the protocol', () => {
  let folder: string;
  let hostKey: string;
  let server: ssh2.Server;
  let exec: (accept: () => ServerChannel) => void;
  const connections: Connection[] = [];
  const sessions: Session[] = [];

  const open = async (
    loginTimeoutMs = 5000,
    { port = (server.address() as AddressInfo).port, keepaliveMs = 2000 } = {},
  ): Promise<Session> => {
    const endpoint = { name: 'core1', address: '127.0.0.1', port, user: 'understudy', hostKey };
    const keyPath = join(folder, 'client');
    const session = await Session.open('link', {
      endpoint,
      keyPath,
      connectTimeoutMs: 5000,
      loginTimeoutMs,
      keepaliveMs,
    });
    sessions.push(session);
    return session;
  };
  const ask = (session: Session) => session.request('hello', helloOf('core2'), { timeoutMs: 5000 });
  const faultOf = async (promise: Promise<unknown>): Promise<UnderstudyError> => {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof UnderstudyError)) throw new Error('no fault', { cause: error });
    return error;
  };
  /** Answers every request with what `make` says, given its number. */
  const answering = (make: (id: number) => string) => (accept: () => ServerChannel) => {
    const channel = accept();
    channel.on('data', (line: Buffer) => {
      const { id } = JSON.parse(line.toString()) as { id: number };
      channel.write(make(id));
    });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-session-'));
    hostKey = await ensureKeyPair(join(folder, 'host'), 'core1');
    await ensureKeyPair(join(folder, 'client'), 'core2');
    server = new ssh2.Server({ hostKeys: [readFileSync(join(folder, 'host'))] }, (connection) => {
      connections.push(connection);
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => context.accept());
      connection.on('session', (accept) => {
        accept().on('exec', (acceptExec: unknown) => exec(acceptExec as () => ServerChannel));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const session of sessions.splice(0)) session.close();
    for (const connection of connections.splice(0)) connection.end();
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('an honest answer arrives', async () => {
    exec = answering((id) => `${JSON.stringify({ id, ok: true, body: helloOf('core1') })}\n`);
    expect(await ask(await open())).toMatchObject({ hostname: 'core1' });
  });

  test.each([
    ['no JSON', () => 'welcome!\n'],
    ['an answer to nothing', () => '{"id":99,"ok":true,"body":{}}\n'],
    ['an answer without its number', () => '{"ok":true,"body":{}}\n'],
    ['a line without end', () => 'x'.repeat(70_000)],
    ['a body of another kind', (id: number) => `{"id":${id},"ok":true,"body":{"hostname":"core1"}}\n`],
    ['a hostname with a path', (id: number) => `${JSON.stringify({ id, ok: true, body: helloOf('../x') })}\n`],
    ['the same answer twice', (id: number) => `${JSON.stringify({ id, ok: true, body: {} })}\n`.repeat(2)],
  ])('%s ends it', async (_what, make) => {
    exec = answering(make);
    const session = await open();
    const fault = await faultOf(ask(session));
    expect(fault.code).toBe('peer');
    expect(fault.message).toMatch(/^The link to core1 broke: /);
    expect((await session.closed).code).toBe('peer');
    expect((await faultOf(ask(session))).code).toBe('peer');
  });

  test('what a fault says is fit for a terminal', async () => {
    const message = `no\u001b]0;owned\u0007 way\n${'x'.repeat(1000)}`;
    exec = answering((id) => `${JSON.stringify({ id, ok: false, fault: { code: 'refused', message } })}\n`);
    const fault = await faultOf(ask(await open()));
    expect(fault.code).toBe('refused');
    expect(fault.message).toMatch(/^no \]0;owned way x+…$/);
    expect(fault.message.length).toBe(600);
  });

  test('messages without end on the other stream end it', async () => {
    exec = (accept) => accept().stderr.write('x'.repeat(100_000));
    const session = await open();
    const reason = await session.closed;
    expect(reason.message).toBe('The link to core1 broke: it sends messages without end');
  });

  test('a refusal in the same breath as the start is understood', async () => {
    exec = (accept) => {
      const channel = accept();
      channel.stderr.write('understudy-peer: not you\n');
      channel.exit(5);
      channel.end();
    };
    const session = await open();
    const reason = await session.closed;
    expect(reason).toMatchObject({ code: 'refused', message: 'core1 refuses: understudy-peer: not you' });
  });

  test('a server that never starts the command is not waited for', async () => {
    exec = () => undefined;
    const fault = await faultOf(open(300));
    expect(fault).toMatchObject({ code: 'peer', message: expect.stringMatching(/^core1 does not run "link" for us/) });
  });

  test('a connection on which nothing comes back any more is given up', async () => {
    exec = answering((id) => `${JSON.stringify({ id, ok: true, body: helloOf('core1') })}\n`);
    const { port } = server.address() as AddressInfo;
    const ends: Socket[] = [];
    const relay = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      ends.push(
        near.on('error', () => undefined),
        far.on('error', () => undefined),
      );
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const session = await open(5000, { port: (relay.address() as AddressInfo).port, keepaliveMs: 50 });
    expect(await ask(session)).toMatchObject({ hostname: 'core1' });
    for (const end of ends) end.unpipe().pause();
    expect(await session.closed).toMatchObject({
      code: 'peer',
      message: 'The link to core1 broke: it does not answer any more',
    });
    for (const end of ends) end.destroy();
    relay.close();
  });

  test('an answer that comes too late is dropped and does no harm', async () => {
    const held: (() => void)[] = [];
    exec = (accept) => {
      const channel = accept();
      channel.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trim().split('\n')) {
          const { id } = JSON.parse(line) as { id: number };
          held.push(() => channel.write(`${JSON.stringify({ id, ok: true, body: helloOf('core1') })}\n`));
          if (id === 2) for (const answer of held) answer();
        }
      });
    };
    const session = await open();
    const fault = await faultOf(session.request('hello', helloOf('core2'), { timeoutMs: 1 }));
    expect(fault.message).toBe('core1 did not answer "hello" within 1 ms');
    expect(await ask(session)).toMatchObject({ hostname: 'core1' });
  });
});
