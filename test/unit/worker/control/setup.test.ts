import { beforeEach, describe, expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { initialConfig } from '../../../../src/config/config.ts';
import type { HostChange } from '../../../../src/control/host-settings-shapes.ts';
import type { Answer } from '../../../../src/control/shapes.ts';
import { UnderstudyError } from '../../../../src/error.ts';
import type { Onward } from '../../../../src/host/settings/host-changes.ts';
import { setupRoutes } from '../../../../src/worker/control/setup.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

/** What the worker was told to do, in order. */
let done: string[];
let modeFails: boolean;
let saveFails: boolean;
let othersChanged: boolean;
let hostFails: boolean;
let root: string;

const answer = (...warnings: string[]): Answer => ({ message: '', changed: true, warnings });
const log = { info: () => undefined, warn: () => undefined };
const worker = {
  logs: { worker: log },
  history: { addAudit: (entries: { body: string }[]) => done.push(...entries.map(({ body }) => commandOf(body))) },
  get paths() {
    return { root, logs: '/nonexistent' };
  },
  config: initialConfig(),
  running: { text: 'as before', refuseOld: () => undefined },
  hostChanges: {
    begin: (change: HostChange) => {
      done.push(`host ${Object.keys(change).join(', ')}`);
      if (hostFails)
        return Promise.reject(new UnderstudyError('failed', 'the hostname could not be set: no such luck'));
      const note = (what: string) => () => {
        done.push(what);
        return Promise.resolve([]);
      };
      const goOn = ({ mode, startup }: Onward): Promise<void> => {
        done.push(`on with ${mode}, then save ${String(startup)}`);
        return Promise.resolve();
      };
      return Promise.resolve({
        warnings: ['of the host'],
        goOn,
        commit: note('host stands'),
        undo: note('host undone'),
      });
    },
  },
  configurator: {
    check: ([lines]: string[][]) => ({
      faults: lines?.includes('bad') === true ? [{ group: 0, line: 1, message: '"bad" is no setting' }] : [],
    }),
    change: (_by: string, lines: readonly string[], { revision }: { revision: number }) => {
      const shown = lines.map((line) => line.replace(/scrypt\$.*/, 'HASH'));
      done.push(`change ${revision}: ${shown.join('; ')}`);
      return Promise.resolve({ changed: true, warnings: ['of the change'], revision: 4 });
    },
    takeBack: (_by: string, what: string, { before, revision }: { before: string; revision: number }) => {
      done.push(`${what} from ${revision}: ${before}`);
      return othersChanged
        ? Promise.reject(
            new UnderstudyError('refused', 'The configuration was changed by somebody else in the meantime'),
          )
        : Promise.resolve();
    },
    save: () => {
      done.push('save');
      return saveFails
        ? Promise.reject(new UnderstudyError('resource', 'the disk is full'))
        : Promise.resolve(answer());
    },
  },
  operator: {
    mode: (mode: string) => {
      done.push(`mode ${mode}`);
      const fault = new UnderstudyError('failed', 'the service does not start', { hint: 'look at its log' });
      return modeFails ? Promise.reject(fault) : Promise.resolve(answer('of the role'));
    },
  },
} as unknown as Worker;

const commandOf = (body: string): string => {
  const { command, result } = JSON.parse(body) as { command: string; result: string };
  return `audit: ${command}: ${result}`;
};

let api: Hono;
const post = async (body: object): Promise<unknown> =>
  (await api.request('/setup', { method: 'POST', body: JSON.stringify(body) })).json();

beforeEach(() => {
  done = [];
  modeFails = false;
  saveFails = false;
  othersChanged = false;
  hostFails = false;
  root = '/';
  api = new Hono().route('/', setupRoutes(worker));
  api.onError((error, c) => c.json(error instanceof UnderstudyError ? error.toBody() : { bug: error.stack }));
});

const request = { revision: 3, lines: ['hostname core2'], enableSecret: 's3cret', mode: 'primary', save: true };

test('everything is one change, the role comes last, and then it is saved; the secret is written nowhere', async () => {
  expect(await post(request)).toEqual({
    message: 'The setup is applied and saved',
    changed: true,
    saved: true,
    warnings: ['of the change', 'of the role'],
  });
  expect(done).toEqual([
    'change 3: hostname core2; enable secret HASH',
    'mode primary',
    'save',
    'audit: configure: hostname core2: ok',
    'audit: configure: enable secret <secret>: ok',
    'audit: setup, failover mode primary: ok',
  ]);
});

test('a role that cannot be taken takes the configuration back, and nothing is saved (G4)', async () => {
  modeFails = true;
  expect(await post(request)).toEqual({
    code: 'failed',
    message: 'This server did not become Primary: the service does not start',
    hint: 'the configuration is as it was before; look at its log',
  });
  expect(done.slice(0, 4)).toEqual([
    'change 3: hostname core2; enable secret HASH',
    'mode primary',
    'setup: taken back from 4: as before',
    'audit: configure: hostname core2: failed',
  ]);
  expect(done).not.toContain('save');
  expect(done.at(-1)).toBe('audit: setup, failover mode primary: failed');
});

test('where others changed the configuration meanwhile nothing is taken back, and the reason of the failure is told', async () => {
  modeFails = true;
  othersChanged = true;
  expect(await post(request)).toEqual({
    code: 'failed',
    message: 'This server did not become Primary: the service does not start',
    hint: 'the configuration of the setup is still in force: The configuration was changed by somebody else in the meantime; "show archive" has the one before; look at its log',
  });
});

test('what is in force and could not be saved says so', async () => {
  saveFails = true;
  expect(await post({ ...request, mode: undefined })).toEqual({
    message: 'The setup is applied',
    changed: true,
    saved: false,
    warnings: [
      'of the change',
      'the configuration is in force and was not saved: the disk is full; mend that and type "write memory"',
    ],
  });
});

test('a secret that is a hash already stays the same', async () => {
  const hash = 'scrypt$16384$8$1$salt$key';
  await post({ revision: 3, lines: [], enableSecret: hash, save: false });
  expect(done[0]).toBe('change 3: enable secret HASH');
});

test('a request that is not understood is refused before anything is done', async () => {
  expect(await post({ ...request, mode: 'third' })).toMatchObject({ code: 'usage' });
  expect(await post({ ...request, enableSecret: '' })).toMatchObject({ code: 'usage' });
  expect(done).toEqual([]);
});

describe('with a change of the host', () => {
  const administrator = { name: 'alice', password: 'a long one' };
  const withHost = { ...request, enableSecret: undefined, host: { hostname: 'core2', administrator } };

  test('the host comes first and stands when everything is done; the password is written nowhere', async () => {
    expect(await post({ ...withHost, lines: ['hostname other'] })).toEqual({
      message: 'The setup is applied and saved',
      changed: true,
      saved: true,
      warnings: ['of the host', 'of the change', 'of the role'],
    });
    expect(done).toEqual([
      'host hostname, administrator',
      'change 3: hostname other; hostname core2',
      'on with primary, then save as before',
      'mode primary',
      'save',
      'host stands',
      'audit: configure: hostname core2: ok',
      'audit: configure: username alice secret <secret>: ok',
      'audit: configure: hostname other: ok',
      'audit: setup, failover mode primary: ok',
    ]);
  });

  test('a role that cannot be taken undoes the host after the configuration (G4)', async () => {
    modeFails = true;
    expect(await post(withHost)).toEqual({
      code: 'failed',
      message: 'This server did not become Primary: the service does not start',
      hint: 'the host is as it was before; the configuration is as it was before; look at its log',
    });
    const last = done.filter((line) => !line.startsWith('audit')).slice(-2);
    expect(last).toEqual(['setup: taken back from 4: as before', 'host undone']);
  });

  test('a host that cannot be changed changes nothing else', async () => {
    hostFails = true;
    expect(await post(withHost)).toMatchObject({ message: 'the hostname could not be set: no such luck' });
    expect(done.filter((line) => !line.startsWith('audit'))).toEqual(['host hostname, administrator']);
  });

  test('a line that the configuration refuses is found before the host is touched', async () => {
    expect(await post({ ...withHost, lines: ['bad'] })).toMatchObject({
      code: 'usage',
      message: 'line 1: "bad" is no setting',
    });
    expect(done.filter((line) => !line.startsWith('audit'))).toEqual([]);
  });

  test('an interface does not get the virtual address of the pair', async () => {
    const lines = ['failover virtual-interface eth0', 'failover virtual-address 10.1.2.9/24'];
    const interfaces = [{ name: 'eth0', method: 'static', address: '10.1.2.9/24', gateway: null }];
    expect(await post({ ...request, lines, host: { interfaces } })).toMatchObject({
      code: 'usage',
      message: '10.1.2.9 is the virtual address of the pair',
    });
  });

  test('a worker that has a folder has no host to set up', async () => {
    root = '/srv/demo';
    expect(await post(withHost)).toMatchObject({
      code: 'refused',
      message: 'This worker has the folder /srv/demo and not a host to set up',
    });
    expect(done.filter((line) => !line.startsWith('audit'))).toEqual([]);
  });

  test.each([
    { hostname: '-core' },
    { interfaces: [{ name: 'eth0', method: 'static', address: '10.1.2.0/24', gateway: null }] },
    { interfaces: [{ name: '../../x', method: 'dhcp', address: null, gateway: null }] },
    { timeZone: '../../etc/shadow' },
    { ntpServers: ['a b'] },
    { administrator: { name: 'root:x', password: 'a long one' } },
    { administrator: { name: 'alice', password: 'a long\none' } },
    { shell: '/bin/bash' },
  ])('%j is refused as it comes', async (host) => {
    expect(await post({ ...withHost, host })).toMatchObject({ code: 'usage' });
    expect(done).toEqual([]);
  });
});
