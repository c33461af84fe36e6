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
});
