import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import { Privilege } from '../../../../src/worker/control/privilege.ts';
import { hashSecret } from '../../../../src/worker/control/secret.ts';
import { History } from '../../../../src/store/history.ts';
import { Sessions } from '../../../../src/worker/control/sessions.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

// It is read from beside the build, and there is none beside a source.
jest.unstable_mockModule('../../../../src/worker/release.ts', () => ({ release: '1.0.0' }));
const { ControlApi } = await import('../../../../src/worker/control/api.ts');

interface Reply {
  readonly status: number;
  readonly body: string;
}

describe('control sockets', () => {
  let folder: string;
  let control: string;
  let admin: string;
  let api: InstanceType<typeof ControlApi>;
  let privilege: Privilege;
  let history: History;
  const logged: string[] = [];
  let release: () => void;

  const ask = (socketPath: string, method: string, path: string, body?: string, token?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const outgoing = request({ socketPath, method, path: `/v1${path}`, agent: false, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      });
      outgoing.on('error', reject).end(body);
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-api-'));
    control = join(folder, 'control.sock');
    admin = join(folder, 'private', 'admin.sock');
    logged.length = 0;
    const held = new Promise<void>((resolve) => (release = resolve));
    const journal = {
      async *follow() {
        yield { type: 'task' };
        await held;
        yield { type: 'done' };
      },
    };
    const log = { info: () => undefined, warn: () => undefined, error: (text: string) => logged.push(text) };
    history = new History(join(folder, 'history.sqlite'));
    const worker = {
      paths: { controlSocket: control, adminSocket: admin },
      logs: { worker: log },
      config: { ...initialConfig(), peer: 'core2', enableSecret: await hashSecret('s3cret') },
      running: { revision: 1, unsaved: false, startupText: 'failover peer core2\n', text: '', savedText: '' },
      syncs: { begin: () => Promise.resolve(journal) },
      publicKey: 'key',
      sessions: new Sessions(),
      configurator: { confirmation: { view: null } },
      history,
    } as unknown as Worker;
    privilege = new Privilege();
    api = new ControlApi();
    await api.open(worker, privilege);
  });
  afterEach(async () => {
    release();
    await api.close();
    history.close();
    await rm(folder, { recursive: true });
  });
  const token = async (): Promise<string> =>
    (JSON.parse((await ask(control, 'POST', '/enable', '{"secret":"s3cret"}')).body) as { token: string }).token;

  test('the configuration is shown in privileged mode; others learn whether there is a secret', async () => {
    expect(JSON.parse((await ask(control, 'GET', '/enable')).body)).toEqual({ secretSet: true });
    expect((await ask(control, 'GET', '/config?all=1')).status).toBe(403);
    expect((await ask(control, 'GET', '/config/startup')).status).toBe(403);
    const mine = await token();
    expect((await ask(control, 'GET', '/config', undefined, mine)).body).toContain('failover peer core2');
    expect((await ask(control, 'GET', '/config/startup', undefined, mine)).body).toContain('failover peer core2');
    expect((await ask(admin, 'GET', '/config')).body).toContain('failover peer core2');
  });

  test('a request that is too large is a fault of the caller, not of the worker', async () => {
    const { status, body } = await ask(control, 'POST', '/enable', 'x'.repeat(1024 * 1024 + 1));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ fault: { code: 'usage', message: expect.stringContaining('at most') } });
    expect(logged).toEqual([]);
  });

  test('one that fills the control socket does not keep the administrator out, and is put out himself', async () => {
    const sockets = Array.from({ length: 100 }, () =>
      connect(control)
        .on('error', () => undefined)
        .resume(),
    );
    const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
    await expect(ask(control, 'GET', '/key')).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|EPIPE/),
    });
    expect((await ask(admin, 'GET', '/key')).status).toBe(200);
    await closed;
    expect((await ask(control, 'GET', '/key')).status).toBe(200);
  });

  test('attempts of others do not stand before those of the administrator', async () => {
    const wrong = Array.from({ length: 5 }, () => ask(control, 'POST', '/enable', '{"secret":"wrong"}'));
    expect((await Promise.race(wrong)).body).toContain('Too many attempts wait');
    expect((await ask(admin, 'POST', '/enable', '{"secret":"s3cret"}')).status).toBe(200);
    await Promise.all(wrong);
  });

  test('an attempt whose client left is dropped', async () => {
    const first = ask(control, 'POST', '/enable', '{"secret":"wrong"}');
    const leavers = Array.from({ length: 3 }, () =>
      request({ socketPath: control, method: 'POST', path: '/v1/enable', agent: false }).on('error', () => undefined),
    );
    for (const leaver of leavers) leaver.end('{"secret":"s3cret"}');
    while (!(await ask(control, 'POST', '/enable', '{"secret":"s3cret"}')).body.includes('Too many'));
    for (const leaver of leavers) leaver.destroy();
    expect((await ask(control, 'POST', '/enable', '{"secret":"s3cret"}')).body).toContain('token');
    await first;
    expect(logged).toEqual([]);
  });

  test('a synchronization is followed for longer than any limit of a request', async () => {
    const mine = await token();
    const following = request({
      socketPath: control,
      method: 'POST',
      path: '/v1/sync',
      agent: false,
      headers: { authorization: `Bearer ${mine}` },
    });
    following.end('{"host":"core2"}');
    const [answer] = (await once(following, 'response')) as [NodeJS.ReadableStream];
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(answer, 'data');
    // Silent clients that came later have been put out: the limits were looked at in the meantime.
    const silent = connect(control).resume();
    await once(silent, 'close');
    release();
    await once(answer, 'end');
    expect(text).toBe('{"type":"task"}\n{"type":"done"}\n');
  });
});
