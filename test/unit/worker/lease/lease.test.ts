import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LeaseReport } from '../../../../src/host/lease-protocol.ts';
import { Lease, type LeaseNews } from '../../../../src/worker/lease/lease.ts';

const place = { address: '10.1.2.100/24', interface: 'eth0' };
const report: LeaseReport = { ...place, held: true, reason: null, usedBy: null };
const usedBy = '02:00:00:00:00:07';
const used: LeaseReport = { ...report, held: false, reason: `${usedBy} on eth0 answers at this address`, usedBy };

let folder: string;
let nowMs: number;
let told: LeaseNews[];
let lease: Lease;
const renewers: Socket[] = [];
const at = (): string => join(folder, 'lease.sock');

/** The other end, as a renewer has it. */
interface Renewer {
  readonly socket: Socket;
  next(): Promise<unknown>;
  say(message: object): Promise<void>;
}
const call = async (): Promise<Renewer> => {
  const socket = connect(at());
  renewers.push(socket);
  await once(socket, 'connect');
  const lines: Interface = createInterface(socket);
  const read = lines[Symbol.asyncIterator]();
  return {
    socket,
    next: async () => JSON.parse(String((await read.next()).value)) as unknown,
    // What comes back after it was read in between.
    say: async (message) => {
      const before = lease.view;
      socket.write(`${JSON.stringify(message)}\n`);
      while (JSON.stringify(lease.view) === JSON.stringify(before)) await new Promise(setImmediate);
    },
  };
};
/** A renewer that the worker has noticed. */
const connected = async (): Promise<Renewer> => {
  const renewer = await call();
  while (!lease.isRenewerThere) await new Promise(setImmediate);
  return renewer;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-lease-'));
  nowMs = 50_000;
  told = [];
  lease = new Lease({ tell: (news) => told.push(news), nowMs: () => nowMs });
  await lease.open(at());
});
afterEach(async () => {
  for (const socket of renewers.splice(0)) socket.destroy();
  await lease.close();
  rmSync(folder, { recursive: true });
});

describe('E3: the worker grants the virtual address', () => {
  test('for five seconds from each completed round, by the clock that both processes share', async () => {
    const renewer = await connected();
    lease.renew(place);
    nowMs += 250;
    lease.renew(place);
    expect([await renewer.next(), await renewer.next()]).toEqual([
      { type: 'grant', ...place, untilMs: 55_000 },
      { type: 'grant', ...place, untilMs: 55_250 },
    ]);
  });

  test('and takes it back at once when this server is to serve no more, but only what it granted', async () => {
    const renewer = await connected();
    lease.release();
    lease.renew(place);
    lease.renew(undefined);
    lease.release();
    lease.renew(place);
    const orders = [await renewer.next(), await renewer.next(), await renewer.next()] as { type: string }[];
    expect(orders.map(({ type }) => type)).toEqual(['grant', 'release', 'grant']);
  });

  test('to one renewer, the newest, over a socket for root alone', async () => {
    expect(statSync(at()).mode & 0o777).toBe(0o600);
    const first = await connected();
    const second = await call();
    await once(first.socket, 'close');
    lease.renew(place);
    expect(await second.next()).toMatchObject({ type: 'grant' });
  });

  test('and ends a renewer that says what is no report', async () => {
    for (const line of ['{"held":true}', 'no JSON', `"${'x'.repeat(10_000)}"`]) {
      const renewer = await connected();
      renewer.socket.write(`${line}\n`);
      await once(renewer.socket, 'close');
    }
    expect(told).toEqual([]);
  });
});

describe('what an operator is told of it', () => {
  test('that the address is here, once', async () => {
    const renewer = await connected();
    lease.renew(place);
    expect(lease.view).toEqual({ held: false, reason: 'it is being taken', usedBy: null });
    await renewer.say(report);
    lease.renew(place);
    expect(lease.view).toEqual({ held: true, reason: null, usedBy: null });
    expect(told).toEqual([{ isAlert: false, sentence: 'The virtual address 10.1.2.100/24 is on eth0' }]);
  });

  test('that somebody else has it: shown at once, an alert when a former holder cannot be it any more, and when it is over', async () => {
    const renewer = await connected();
    lease.renew(place);
    await renewer.say(used);
    expect(lease.view).toEqual({ held: false, reason: used.reason, usedBy });
    nowMs += 3500;
    lease.renew(place);
    expect(told).toEqual([]);
    await renewer.say({ ...used, reason: 'another reason' });
    await renewer.say(used);
    nowMs += 2500;
    lease.renew(place);
    lease.renew(place);
    const alert = {
      isAlert: true,
      sentence: `The virtual address 10.1.2.100/24 is not on eth0, though this server serves: ${used.reason ?? ''}. It is tried again every second.`,
    };
    expect(told).toEqual([alert]);
    await renewer.say(report);
    expect(told.slice(1)).toEqual([{ isAlert: false, sentence: 'The virtual address 10.1.2.100/24 is on eth0' }]);
  });

  test('that the renewer does not answer, whether it is gone or hangs', async () => {
    const renewer = await connected();
    lease.renew(place);
    await renewer.say(report);
    nowMs += 5000;
    lease.renew(place);
    nowMs += 6000;
    lease.renew(place);
    expect(lease.view).toMatchObject({
      held: false,
      reason: expect.stringMatching(/^the lease renewer does not answer/),
    });
    expect(told.at(-1)).toMatchObject({
      isAlert: true,
      sentence: expect.stringContaining('systemctl status understudy-lease'),
    });

    renewer.socket.destroy();
    while (lease.isRenewerThere) await new Promise(setImmediate);
    expect(lease.view.reason).toMatch(/^the lease renewer does not answer/);
  });

  test('nothing of an address that was granted before', async () => {
    const renewer = await connected();
    lease.renew(place);
    await renewer.say(report);
    lease.renew({ ...place, address: '10.1.2.101/24' });
    expect(lease.view.held).toBe(false);
    lease.release();
    expect(lease.view).toEqual({ held: false, reason: null, usedBy: null });
  });
});
