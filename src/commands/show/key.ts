import type { Call, Outcome } from '../declaration.ts';

/** `show failover key`: one line, so that it can be pasted into `trusted-host NAME key …` (C3). */
export const showKey = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.key();
  return { data, text: () => data.key, verbatim: true };
};
