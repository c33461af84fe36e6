import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

/** `failover client-connection enable|disable` (B4, B5). */
export const setClientConnection = async ({ client, values }: Call): Promise<Outcome> =>
  outcomeOf(await client.setClientConnection(values['state'] === 'enable' ? 'enable' : 'disable'));
