import { AsyncResource } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import { Privilege } from '../../../../src/worker/control/privilege.ts';
import { hashSecret, secretMatches } from '../../../../src/worker/control/secret.ts';

const alice = { uid: 1001, pid: 500 };
const bob = { uid: 1002, pid: 600 };

describe('enable secret', () => {
  test('is kept as a salted hash that only the secret matches', async () => {
    const hash = await hashSecret('s3cret');
    expect(hash).not.toContain('s3cret');
    expect(await hashSecret('s3cret')).not.toBe(hash);
    expect(await secretMatches('s3cret', hash)).toBe(true);
    expect(await secretMatches('S3cret', hash)).toBe(false);
    expect(await secretMatches('s3cret', 'plain')).toBe(false);
  });

  test('earns a token that opens privileged mode, a wrong one earns nothing', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    await expect(privilege.enable('wrong', hash, alice)).rejects.toMatchObject({
      code: 'permission',
      message: 'Bad secrets',
    });
    const token = await privilege.enable('s3cret', hash, alice);
    expect(privilege.holds(token, alice)).toBe(true);
    expect(privilege.holds('other', alice)).toBe(false);
    expect(privilege.holds(undefined, alice)).toBe(false);
    privilege.clear();
    expect(privilege.holds(token, alice)).toBe(false);
  });

  test('whoever changes the secret stays in privileged mode, everybody else does not, also when time changes it', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const [own, second, others] = [
      await privilege.enable('s3cret', hash, alice),
      await privilege.enable('s3cret', hash, alice),
      await privilege.enable('s3cret', hash, bob),
    ];
    const later = await privilege.acting(own, async () => {
      await Promise.resolve();
      privilege.clear();
      return new Promise<() => void>((resolve) =>
        setImmediate(() => resolve(AsyncResource.bind(() => privilege.clear()))),
      );
    });
    expect(privilege.holds(own, alice)).toBe(true);
    expect(privilege.holds(second, alice)).toBe(false);
    expect(privilege.holds(others, bob)).toBe(false);
    later();
    expect(privilege.holds(own, alice)).toBe(false);
  });

  test('a token is worth nothing to another account or another process', async () => {
    const privilege = new Privilege();
    const token = await privilege.enable('s3cret', await hashSecret('s3cret'), alice);
    expect(privilege.holds(token, { ...alice, uid: bob.uid })).toBe(false);
    expect(privilege.holds(token, { ...alice, pid: alice.pid + 1 })).toBe(false);
    expect(privilege.holds(token, { uid: undefined, pid: undefined })).toBe(false);
    privilege.forget(bob);
    expect(privilege.holds(token, alice)).toBe(true);
    privilege.forget(alice);
    expect(privilege.holds(token, alice)).toBe(false);
  });

  test('nobody is let in whom the kernel does not know', async () => {
    const unknown = { uid: undefined, pid: undefined };
    await expect(new Privilege().enable('s3cret', await hashSecret('s3cret'), unknown)).rejects.toMatchObject({
      code: 'permission',
    });
  });

  test('a token ends when it is not used for as long as a console may be idle, and after half a day', async () => {
    let nowMs = 0;
    let idleMs = 600_000;
    const privilege = new Privilege(
      () => idleMs,
      () => nowMs,
    );
    const hash = await hashSecret('s3cret');
    const token = await privilege.enable('s3cret', hash, alice);
    for (nowMs = 600_000; nowMs <= 12 * 3_600_000; nowMs += 600_000) expect(privilege.holds(token, alice)).toBe(true);
    expect(privilege.holds(token, alice)).toBe(false);
    const next = await privilege.enable('s3cret', hash, alice);
    nowMs += 600_001;
    expect(privilege.holds(next, alice)).toBe(false);
    idleMs = 0;
    const last = await privilege.enable('s3cret', hash, alice);
    nowMs += 11 * 3_600_000;
    expect(privilege.holds(last, alice)).toBe(true);
  });

  test('one account that tries and tries holds up nobody else', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const wrong = Promise.allSettled([1, 2, 3, 4].map(() => privilege.enable('wrong', hash, alice)));
    await expect(privilege.enable('s3cret', hash, alice)).rejects.toMatchObject(crowded);
    expect(privilege.holds(await privilege.enable('s3cret', hash, bob), bob)).toBe(true);
    await wrong;
  });

  const bad = { code: 'permission', message: 'Bad secrets' };
  const crowded = { code: 'permission', message: 'Too many attempts wait; try again later' };

  test('few attempts wait, the others are refused at once', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const attempts = ['a', 'b', 's3cret', 's3cret'].map((secret) => privilege.enable(secret, hash, alice));
    await expect(privilege.enable('s3cret', hash, alice)).rejects.toMatchObject(crowded);
    const [first, second, third, fourth] = await Promise.allSettled(attempts);
    expect([first, second]).toMatchObject([{ reason: bad }, { reason: bad }]);
    expect([third, fourth]).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(privilege.holds(await privilege.enable('s3cret', hash, alice), alice)).toBe(true);
  });

  test('an attempt whose client left makes room and is not tried; one under way keeps its delay', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const left = new AbortController();
    const underWay = privilege.enable('wrong', hash, alice, left.signal);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = [1, 2, 3].map(() => privilege.enable('s3cret', hash, alice, left.signal));
    left.abort();
    const ended = Promise.allSettled([underWay, ...waiting]);
    const next = [1, 2, 3].map(() => privilege.enable('s3cret', hash, alice));
    await expect(privilege.enable('s3cret', hash, alice)).rejects.toMatchObject(crowded);
    const gone = { reason: { code: 'interrupted' } };
    expect(await ended).toMatchObject([{ reason: bad }, gone, gone, gone]);
    await Promise.all(next);
  });
});
