import type { Call, Outcome } from '../declaration.ts';
import { spanOf } from '../text/time.ts';

/** `show version`. */
export const showVersion = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.version();
  const text = `${data.product} ${data.release} on Node ${data.node}\n${data.hostname}: the worker has been up for ${spanOf(data.uptimeMs)}`;
  return { data, text: () => text };
};
