import type { Call, Outcome } from '../declaration.ts';

/** `show logging`: heartbeat activity as it was written (E1). */
export const showLog = async ({ client, values }: Call): Promise<Outcome> => {
  const data = await client.log(Number(values['lines'] ?? 100));
  return { data, text: () => (data.lines.length === 0 ? 'The log is empty' : data.lines.join('\n')), verbatim: true };
};
