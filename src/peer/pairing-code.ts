import { createPrivateKey, createPublicKey, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { UnderstudyError } from '../error.ts';
import { opensshKeyOf, type OpensshKey } from './openssh-key.ts';

/** Crockford's 32 signs: none can be taken for another one when it is read aloud or copied by hand. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const signCount = 16;
/** Nobody who sees the key that is made of it can try all codes: 80 bits, each try a scrypt. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const salt = 'understudy pairing, first version';

const derive = promisify<string, string, number, typeof cost, Buffer>(scrypt);

const inGroups = (text: string): string => (text.match(/.{4}/g) ?? []).join('-');

/** A new code, `XXXX-XXXX-XXXX-XXXX`: 80 random bits (E10). */
export const newPairingCode = (): string =>
  inGroups([...randomBytes(signCount)].map((byte) => signs[byte & 31]).join(''));

/**
 * A code as it was typed: in any case, with or without dashes and blanks; O is read as 0, I and L as 1.
 *
 * @throws UnderstudyError usage when it cannot be one; what was typed is not repeated
 */
export const parsePairingCode = (typed: string): string => {
  const text = typed.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (text.length === signCount && /^[0-9A-HJKMNP-TV-Z]+$/.test(text)) return inGroups(text);
  throw new UnderstudyError('usage', 'That is no pairing code: it has 16 letters and digits, XXXX-XXXX-XXXX-XXXX', {
    hint: 'type it as "failover pair" shows it on the other server',
  });
};

/** What both servers make of one code, and nobody without it. */
export interface PairingSecrets {
  /** Logs in at the server that shows the code. */
  readonly login: OpensshKey;
  /** For the proofs of the showing and of the typing server. */
  readonly showing: Buffer;
  readonly typing: Buffer;
}

/** DER of an ed25519 private key, up to the key itself (RFC 8410). */
const privateKeyHead = Buffer.from('302e020100300506032b657004220420', 'hex');

const publicHalf = (seed: Buffer): Buffer => {
  const key = createPrivateKey({ key: Buffer.concat([privateKeyHead, seed]), format: 'der', type: 'pkcs8' });
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
};

/** @param code as `newPairingCode` or `parsePairingCode` gives it */
export const pairingSecretsOf = async (code: string): Promise<PairingSecrets> => {
  const master = await derive(code, salt, 32, cost);
  const part = (use: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', use, 32));
  const seed = part('login');
  return { login: opensshKeyOf(seed, publicHalf(seed)), showing: part('showing'), typing: part('typing') };
};
