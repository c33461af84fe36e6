import { describe, expect, test } from '@jest/globals';
import { Privilege } from '../../../src/worker/privilege.ts';
import { hashSecret, secretMatches } from '../../../src/worker/secret.ts';

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
    await expect(privilege.enable('wrong', hash)).rejects.toMatchObject({ code: 'permission', message: 'Bad secrets' });
    const token = await privilege.enable('s3cret', hash);
    expect(privilege.holds(token)).toBe(true);
    expect(privilege.holds('other')).toBe(false);
    expect(privilege.holds(undefined)).toBe(false);
    privilege.clear();
    expect(privilege.holds(token)).toBe(false);
  });

  const bad = { code: 'permission', message: 'Bad secrets' };
  const crowded = { code: 'permission', message: 'Too many attempts wait; try again later' };

  test('few attempts wait, the others are refused at once', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const attempts = ['a', 'b', 's3cret', 's3cret'].map((secret) => privilege.enable(secret, hash));
    await expect(privilege.enable('s3cret', hash)).rejects.toMatchObject(crowded);
    const [first, second, third, fourth] = await Promise.allSettled(attempts);
    expect([first, second]).toMatchObject([{ reason: bad }, { reason: bad }]);
    expect([third, fourth]).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
    expect(privilege.holds(await privilege.enable('s3cret', hash))).toBe(true);
  });

  test('an attempt whose client left makes room and is not tried; one under way keeps its delay', async () => {
    const privilege = new Privilege();
    const hash = await hashSecret('s3cret');
    const left = new AbortController();
    const underWay = privilege.enable('wrong', hash, left.signal);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = [1, 2, 3].map(() => privilege.enable('s3cret', hash, left.signal));
    left.abort();
    const ended = Promise.allSettled([underWay, ...waiting]);
    const next = [1, 2, 3].map(() => privilege.enable('s3cret', hash));
    await expect(privilege.enable('s3cret', hash)).rejects.toMatchObject(crowded);
    const gone = { reason: { code: 'interrupted' } };
    expect(await ended).toMatchObject([{ reason: bad }, gone, gone, gone]);
    await Promise.all(next);
  });
});
