import { differenceOf } from '../../config/difference.ts';
import type { ControlClient } from '../../control/client.ts';
import { UnderstudyError } from '../../error.ts';

const otherText = async (what: string, client: ControlClient): Promise<string> => {
  const [word = 'startup', number, more] = what.toLowerCase().split(/\s+/).filter(Boolean);
  if ('startup-config'.startsWith(word) && number === undefined) return (await client.startupConfig()).text;
  if ('archive'.startsWith(word) && /^\d{1,9}$/.test(number ?? '') && more === undefined)
    return (await client.archivedConfig(Number(number))).text;
  throw new UnderstudyError('usage', `"| compare ${what}" names no configuration`, {
    hint: '"startup" or "archive NUMBER" may stand behind "| compare"',
  });
};

/** The lines in which a configuration differs from another one (`startup`, `archive N`; the saved one when left out). */
export const differenceFrom = async (
  lines: readonly string[],
  what: string,
  client: ControlClient,
): Promise<readonly string[]> => {
  const before = (await otherText(what, client)).split('\n');
  return differenceOf(before, lines);
};
