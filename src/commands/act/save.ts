import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { confirm } from './agree.ts';
import { outcomeOf } from './answer.ts';

/** `write memory`: `Building configuration...` and `[OK]` come from the worker when the file is on the disk. */
export const writeConfig = async ({ client }: Call): Promise<Outcome> => outcomeOf(await client.saveConfig());

/** `copy running-config startup-config`: asks for the destination as operators expect, and knows only one. */
export const copyConfig = async (call: Call): Promise<Outcome> => {
  if (call.operator.canAnswer && !call.assumeYes) {
    const destination = await call.operator.ask('Destination filename [startup-config]? ', { takesEnterAhead: true });
    if (destination === undefined) throw new UnderstudyError('interrupted', 'Interrupted: nothing was saved');
    if (!['', 'startup-config'].includes(destination.trim())) {
      throw new UnderstudyError('usage', `"${destination.trim()}" is no destination: nothing was saved`, {
        hint: 'the configuration is saved as startup-config; press Enter at the question',
      });
    }
  }
  return writeConfig(call);
};

/** `write erase`: the text of the question is what operators and their scripts know (console 2.1). */
export const eraseConfig = async (call: Call): Promise<Outcome> => {
  await confirm(call, 'Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]');
  return outcomeOf(await call.client.eraseStartup());
};
