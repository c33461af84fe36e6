import type { Call, Outcome } from '../declaration.ts';
import { uptimeOf } from '../text/uptime.ts';
import { spanOf } from '../text/time.ts';

/** `show version`, with the lines that collectors of IOS versions look for. */
export const showVersion = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.version();
  const { product, release, node, hostname, uptimeMs, hostUptimeMs } = data;
  const text = [
    `${product} Software, Version ${release}, on Node ${node}`,
    `${hostname} uptime is ${uptimeOf(hostUptimeMs)}`,
    `The worker has been up for ${spanOf(uptimeMs)}`,
  ].join('\n');
  return { data, text: () => text };
};
