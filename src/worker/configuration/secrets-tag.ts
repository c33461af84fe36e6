import { createHmac, randomBytes } from 'node:crypto';
import { secretsIn } from '../../config/text.ts';

/** Of this run of the worker alone: outside it a tag says nothing. */
const key = randomBytes(32);

/** Differs where the secrets of two configurations differ, and tells nothing else of them; null: there is none. */
export const secretsTag = (text: string): string | null => {
  const secrets = secretsIn(text);
  if (secrets.length === 0) return null;
  return createHmac('sha256', key).update(secrets.join('\n')).digest('hex').slice(0, 16);
};
