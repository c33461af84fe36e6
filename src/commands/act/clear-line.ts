import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

/** `clear line N`: asks as IOS does where somebody can answer. */
export const clearLine = async ({ client, operator, values, assumeYes }: Call): Promise<Outcome> => {
  const line = Number(values['line']);
  if (operator.canAnswer && !assumeYes && !(await operator.confirm(`Clear line ${line}? [confirm]`)))
    throw new UnderstudyError('interrupted', 'Not done: nothing was changed');
  return outcomeOf(await client.clearLine(line));
};
