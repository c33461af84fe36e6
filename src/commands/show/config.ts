import type { ConfigText } from '../../control/config-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';

/** The text alone, so that it can be pasted back (console 41). */
const outcomeOf = (data: ConfigText): Outcome => ({
  data,
  text: () => data.text.trimEnd(),
  verbatim: true,
});

/** `show running-config [all]`. */
export const showRunningConfig = async ({ client, values }: Call): Promise<Outcome> =>
  outcomeOf(await client.runningConfig(values['all'] !== undefined));

/** `show startup-config`. */
export const showStartupConfig = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.startupConfig();
  return data.text.trim() === ''
    ? { data, text: () => 'Nothing has been saved yet: "write memory" saves the running configuration' }
    : outcomeOf(data);
};
