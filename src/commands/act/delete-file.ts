import type { Call, Outcome } from '../declaration.ts';
import { confirm } from './agree.ts';
import { outcomeOf } from './answer.ts';

/** `delete FILE`. */
export const deleteFile = async (call: Call): Promise<Outcome> => {
  const name = call.values['file'] ?? '';
  await confirm(call, `Delete ${name}? [confirm]`);
  return outcomeOf(await call.client.deleteFile(name));
};
