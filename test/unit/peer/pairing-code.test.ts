import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newPairingCode, pairingSecretsOf, parsePairingCode } from '../../../src/peer/pairing-code.ts';

describe('a pairing code (E10)', () => {
  test('has sixteen signs that cannot be mistaken for each other, and is another one each time', () => {
    const codes = Array.from({ length: 200 }, newPairingCode);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  test.each([
    'GPJZ-QF94-G4Z8-C710',
    'gpjz-qf94-g4z8-c710',
    'gpjzqf94g4z8c710',
    ' GPJZ QF94 G4Z8 C710 ',
    'GPJZ-QF94-G4Z8-C7LO',
    'GPJZ-QF94-G4Z8-C7io',
  ])('is understood as it is typed: %s', (typed) => {
    expect(parsePairingCode(typed)).toBe('GPJZ-QF94-G4Z8-C710');
  });

  test.each(['', 'GPJZ', 'GPJZ-QF94-G4Z8-C71U', 'GPJZ-QF94-G4Z8-C7101', 'GPJZ_QF94_G4Z8_C710'])(
    'what cannot be one is refused, and not repeated: %s',
    (typed) => {
      expect(() => parsePairingCode(typed)).toThrow(
        'That is no pairing code: it has 16 letters and digits, XXXX-XXXX-XXXX-XXXX',
      );
    },
  );

  test('gives both servers the same keys, and another code others', async () => {
    const [one, same, other] = await Promise.all(
      ['GPJZ-QF94-G4Z8-C710', 'GPJZ-QF94-G4Z8-C710', 'GPJZ-QF94-G4Z8-C711'].map(pairingSecretsOf),
    );
    expect(same).toEqual(one);
    const parts = [one, other].flatMap((secrets) => [
      secrets?.login.publicKey,
      secrets?.showing.toString('hex'),
      secrets?.typing.toString('hex'),
    ]);
    expect(new Set(parts).size).toBe(6);
  });

  test('its login key is one that OpenSSH takes, both halves belonging together', async () => {
    const { login } = await pairingSecretsOf(newPairingCode());
    const folder = mkdtempSync(join(tmpdir(), 'understudy-code-'));
    try {
      const path = join(folder, 'key');
      writeFileSync(path, login.privateKey, { mode: 0o600 });
      expect(execFileSync('ssh-keygen', ['-y', '-P', '', '-f', path], { encoding: 'utf8' }).trim()).toBe(
        login.publicKey,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
