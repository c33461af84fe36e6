import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

/** `configure confirm [MINUTES]`: with a number the time begins, without one the changes are kept. */
export const confirmChange = async ({ client, values }: Call): Promise<Outcome> => {
  const { minutes } = values;
  return outcomeOf(await (minutes === undefined ? client.confirmChange() : client.armConfirm(Number(minutes))));
};

/** `configure revert`. */
export const revertChange = async ({ client }: Call): Promise<Outcome> => outcomeOf(await client.revertChange());
