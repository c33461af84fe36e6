import { differenceOf } from '../../config/difference.ts';
import type { ControlClient } from '../../control/client.ts';
import { UnderstudyError } from '../../error.ts';

interface Compared {
  readonly text: string;
  readonly secretsTag: string | null;
}

const otherConfig = async (what: string, client: ControlClient): Promise<Compared> => {
  const [word = 'startup', number, more] = what.toLowerCase().split(/\s+/).filter(Boolean);
  if ('startup-config'.startsWith(word) && number === undefined) return client.startupConfig();
  if ('archive'.startsWith(word) && /^\d{1,9}$/.test(number ?? '') && more === undefined)
    return client.archivedConfig(Number(number));
  throw new UnderstudyError('usage', `"| compare ${what}" names no configuration`, {
    hint: '"startup" or "archive NUMBER" may stand behind "| compare"',
  });
};

/** The lines in which a configuration differs from another one (`startup`, `archive N`; the saved one when left out). */
export const differenceFrom = async (
  lines: readonly string[],
  { what, secretsTag }: { readonly what: string; readonly secretsTag: unknown },
  client: ControlClient,
): Promise<readonly string[]> => {
  const before = await otherConfig(what, client);
  // Masked they look alike; where only one of them has a secret, its line says so.
  const hasOther = typeof secretsTag === 'string' && before.secretsTag !== null && secretsTag !== before.secretsTag;
  return [...(hasOther ? ['! enable secret: changed'] : []), ...differenceOf(before.text.split('\n'), lines)];
};
