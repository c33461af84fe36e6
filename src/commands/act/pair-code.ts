import type { PairingCode } from '../../control/pairing-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { spanOf } from '../text/time.ts';
import type { Paint } from '../text/paint.ts';
import { outcomeOf } from './answer.ts';

const textOf = ({ hostname, code, expires, addresses, replaced }: PairingCode, nowMs: number, paint: Paint): string =>
  [
    `Pairing code of ${hostname}, for one use within ${spanOf(Date.parse(expires) - nowMs + 999)}:`,
    '',
    `    ${paint.strong(code)}`,
    '',
    `On the other server type "failover pair ${addresses[0] ?? hostname}", and there the code.`,
    ...(addresses.length > 1 ? [`This server has the addresses ${addresses.join(', ')}.`] : []),
    ...(replaced ? ['The code that was shown before is worth nothing any more.'] : []),
    '"failover pair cancel" withdraws it.',
  ].join('\n');

/** `failover pair`: a code for the other server (E10). */
export const showPairingCode = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.pairingCode();
  return { data, text: (paint) => textOf(data, nowMs, paint) };
};

/** `failover pair cancel`. */
export const cancelPairing = async ({ client }: Call): Promise<Outcome> => outcomeOf(await client.cancelPairing());
