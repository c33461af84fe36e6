import type { Call, Outcome } from '../declaration.ts';
import { failoverText } from '../text/failover.ts';

/** `show failover` (console 55). */
export const showFailover = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const status = await client.failover();
  return { data: status, text: (paint) => failoverText(status, nowMs, paint) };
};
