import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskedLine } from '../../../../src/worker/configuration/masked-line.ts';

test.each([
  ['hostname core1', 'hostname core1'],
  ['enable secret s3cret', 'enable secret <secret>'],
  ['  enable   secret  "s3 cret" ', 'enable   secret  <secret>'],
  ['ENA SEC s3cret', 'ENA SEC <secret>'],
  ['"enable" "secret" s3cret', '"enable" "secret" <secret>'],
  ['enable secrte s3cret', 'enable secrte <secret>'],
  ['enable secret "s3cret', 'enable secret "<secret>'],
  ['default enable secret s3cret', 'default enable secret <secret>'],
  ['do enable secret s3cret', 'do enable secret <secret>'],
  ['notify smtp password s3cret', 'notify smtp password <secret>'],
  ['enable secret', 'enable secret'],
  ['failover mode secondary now', 'failover mode secondary now'],
  ['no enable secret', 'no enable secret'],
  ['trusted-host core2 key "ssh-ed25519 AAAA"', 'trusted-host core2 key "ssh-ed25519 AAAA"'],
  ['banner motd "one\\ntwo"', 'banner motd "one\\ntwo"'],
  ['hostname a\u001b[2J\nb', 'hostname a [2J b'],
])('%j is written down as %j', (line, masked) => {
  expect(maskedLine(line)).toBe(masked);
});

test('whatever stands behind the words of a secret never gets into the audit, and a line stays one short line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: 'binary' }), fc.constantFrom('', '"', "'", '  '), (text, before) => {
      const secret = `${text}-xyzzy`;
      const masked = maskedLine(`enable secret ${before}${secret}`);
      expect(masked).not.toContain('xyzzy');
      expect(masked).not.toMatch(/\p{Cc}/u);
    }),
  );
  expect(maskedLine('x'.repeat(5000))).toHaveLength(500);
});
