import { dlopen } from 'node:ffi';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ServiceManager } from '../../../src/host/notify.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

const libc = dlopen(null, {
  socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
  bind: { arguments: ['int32', 'buffer', 'uint32'], return: 'int32' },
  recv: { arguments: ['int32', 'buffer', 'uint64', 'int32'], return: 'int64' },
});
const [unix, datagram, dontWait] = [1, 2, 0x40];

let folder: string;
beforeAll(async () => (folder = await newFolder()));
afterAll(() => removeFolder(folder));

/** What comes to a socket of that name while `say` speaks: a datagram is there as soon as it is sent. */
const heardAt = (path: string, say: () => void): string[] => {
  const address = Buffer.from(`\x01\0${path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`}`);
  const socket = libc.functions.socket(unix, datagram, 0);
  expect(libc.functions.bind(socket, address, address.length)).toBe(0);
  say();
  const heard: string[] = [];
  for (;;) {
    const message = Buffer.alloc(4096);
    const length = Number(libc.functions.recv(socket, message, BigInt(message.length), dontWait));
    if (length < 0) return heard;
    heard.push(message.toString('utf8', 0, length));
  }
};

test.each([['a file'], ['an abstract name']])('systemd hears what it is told through %s', (kind) => {
  const path = kind === 'a file' ? join(folder, 'notify') : `@understudy-test-${process.pid}`;
  const heard = heardAt(path, () => {
    const manager = new ServiceManager({ NOTIFY_SOCKET: path });
    manager.ready();
    manager.status('core1 is Primary\nREADY=0');
    manager.feedWatchdog();
    manager.stopping();
  });
  expect(heard).toEqual(['READY=1', 'STATUS=core1 is Primary READY=0', 'WATCHDOG=1', 'STOPPING=1']);
});

test('its variables are not handed on to programs that are started', () => {
  const environment = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1', HOME: '/' };
  expect(new ServiceManager(environment).watchdogMs).toBeNull();
  expect(environment).toEqual({ HOME: '/' });
});

test.each([[{}], [{ NOTIFY_SOCKET: '/nowhere/to/be/found' }], [{ NOTIFY_SOCKET: 'relative' }]])(
  'without anybody who listens (%j) nothing happens',
  (environment) => {
    const manager = new ServiceManager({ ...environment, WATCHDOG_USEC: '3' });
    expect(() => manager.ready()).not.toThrow();
  },
);
