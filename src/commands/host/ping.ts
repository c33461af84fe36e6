import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { addressFor } from './address.ts';
import { runLive, showsLive, type Ended } from './live-program.ts';

const defaultCount = 5;
const answerWithinSeconds = 2;
/** No answer at all is no success (design 8). */
const unreachableStatus = 4;

interface PingReport {
  readonly host: string;
  readonly address: string;
  readonly sent: number;
  readonly received: number;
  readonly shortestMs: number | null;
  readonly meanMs: number | null;
  readonly longestMs: number | null;
}

const reportOf = (host: string, address: string, { lines }: Ended): PingReport | undefined => {
  const text = lines.join('\n');
  const [, sent, received] = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(text) ?? [];
  if (sent === undefined || received === undefined) return undefined;
  const [, shortest, mean, longest] = /= ([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(text) ?? [];
  const ms = (word: string | undefined): number | null => (word === undefined ? null : Number(word));
  return {
    host,
    address,
    sent: Number(sent),
    received: Number(received),
    shortestMs: ms(shortest),
    meanMs: ms(mean),
    longestMs: ms(longest),
  };
};

/** `ping HOST [count N]`, as the operator's own account. */
export const ping = async (call: Call): Promise<Outcome> => {
  const host = call.values['host'] ?? '';
  const address = await addressFor(call, host);
  const args = ['-n', '-c', call.values['amount'] ?? String(defaultCount), '-W', String(answerWithinSeconds), address];
  const ended = await runLive({ program: 'ping', args, package: 'iputils-ping' }, call);
  const report = reportOf(host, address, ended);
  if (report === undefined) {
    throw new UnderstudyError(
      'peer',
      `${host} cannot be reached: ${ended.complaint.replace(/^ping: /, '') || 'no reason was given'}`,
      {
        hint: `"host ${host}" shows its addresses`,
      },
    );
  }
  return {
    data: report,
    text: () => (showsLive(call) ? '' : ended.lines.join('\n').trim()),
    status: report.received === 0 ? unreachableStatus : 0,
  };
};
