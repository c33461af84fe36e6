import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectionsPerAccount } from '../../../../src/worker/control/connections-per-account.ts';

describe('at most three connections of an account, and six of all', () => {
  let accounts: ConnectionsPerAccount;
  let all: { readonly uid: number; readonly socket: Socket }[];
  /** What still goes on for connections that have closed. */
  let over: PromiseWithResolvers<undefined>;
  beforeEach(() => {
    all = [];
    over = Promise.withResolvers();
    accounts = new ConnectionsPerAccount({
      mostOfAccount: 3,
      mostOfAll: 6,
      accountOf: (socket) => all.find((one) => one.socket === socket)?.uid,
    });
  });
  afterEach(() => {
    over.resolve(undefined);
    for (const { socket } of all) socket.destroy();
  });
  const open = (uid: number, isSlow = false): Socket => {
    const socket = new Socket();
    all.push({ uid, socket });
    accounts.admit(socket, () => (isSlow ? over.promise : Promise.resolve()));
    return socket;
  };
  const held = (uid: number): number => all.filter((one) => one.uid === uid && !one.socket.destroyed).length;
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.once('close', () => setImmediate(resolve));
      socket.destroy();
    });

  test('one account has no fourth', async () => {
    const sockets = [open(1), open(1), open(1), open(1)];
    expect(held(1)).toBe(3);
    await closed(sockets[0]!);
    expect(open(1).destroyed).toBe(false);
  });

  test('accounts that have taken all give one each to whoever has fewer, and take none back', async () => {
    for (const uid of [1, 1, 1, 2, 2, 2]) open(uid);
    const [portal, operator] = [open(7), open(8)];
    expect([portal.destroyed, operator.destroyed]).toEqual([false, false]);
    expect([held(1), held(2)]).toEqual([2, 2]);
    await new Promise(setImmediate);
    for (const uid of [1, 2]) expect(open(uid).destroyed).toBe(true);
    expect([portal.destroyed, operator.destroyed]).toEqual([false, false]);
  });

  test('one whose request goes on counts until it is over', async () => {
    const slow = [open(1, true), open(1, true), open(1, true)];
    for (const socket of slow) await closed(socket);
    expect(open(1).destroyed).toBe(true);
    over.resolve(undefined);
    await over.promise;
    await new Promise(setImmediate);
    expect(open(1).destroyed).toBe(false);
  });
});
