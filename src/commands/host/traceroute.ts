import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { addressFor } from './address.ts';
import { runLive, showsLive } from './live-program.ts';

const mostHops = 30;
const answerWithinSeconds = 2;
const unreachableStatus = 4;

/** The way leads to the target where the last hop is the address that the first line names. */
const isReached = ([head = '', ...hops]: readonly string[]): boolean => {
  const [, target] = /\(([^)]+)\)/.exec(head) ?? [];
  return target !== undefined && (hops.at(-1)?.split(/\s+/).includes(target) ?? false);
};

/** `traceroute HOST`, as the operator's own account. */
export const traceroute = async (call: Call): Promise<Outcome> => {
  const host = call.values['host'] ?? '';
  const address = await addressFor(call, host);
  const args = ['-n', '-q', '1', '-w', String(answerWithinSeconds), '-m', String(mostHops), address];
  const { lines, complaint } = await runLive({ program: 'traceroute', args, package: 'traceroute' }, call);
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (said.length < 2)
    throw new UnderstudyError('peer', `The way to ${host} cannot be found: ${complaint || 'no reason was given'}`, {
      hint: `"host ${host}" shows its addresses`,
    });
  const reached = isReached(said);
  return {
    data: { host, address, reached, hops: said.slice(1) },
    text: () => (showsLive(call) ? '' : said.join('\n')),
    status: reached ? 0 : unreachableStatus,
  };
};
