import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

/** `write memory`: `Building configuration...` and `[OK]` come from the worker when the file is on the disk. */
export const writeConfig = async ({ client }: Call): Promise<Outcome> => outcomeOf(await client.saveConfig());

/** `copy running-config startup-config`: asks for the destination as operators expect, and knows only one. */
export const copyConfig = async (call: Call): Promise<Outcome> => {
  if (call.operator.canAnswer && !call.assumeYes) {
    const destination = await call.operator.ask('Destination filename [startup-config]? ');
    if (destination === undefined) throw new UnderstudyError('interrupted', 'Interrupted: nothing was saved');
    if (!['', 'startup-config'].includes(destination.trim())) {
      throw new UnderstudyError('usage', `"${destination.trim()}" is no destination: nothing was saved`, {
        hint: 'the configuration is saved as startup-config; press Enter at the question',
      });
    }
  }
  return writeConfig(call);
};
