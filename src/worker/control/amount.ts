import { z } from 'zod';
import { UnderstudyError } from '../../error.ts';

const schema = z.coerce.number().int().min(1).max(10_000);

/** A number of a query. @throws UnderstudyError usage for anything but a whole number from 1 to 10000 */
export const amountIn = (text: string | undefined, otherwise: number): number => {
  const parsed = schema.safeParse(text ?? otherwise);
  if (parsed.success) return parsed.data;
  throw new UnderstudyError('usage', `"${text ?? ''}" is no amount: a whole number from 1 to 10000 is needed`);
};

const eventSchema = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** The number of an event, or undefined where none is named. @throws UnderstudyError usage */
export const eventIn = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const parsed = eventSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UnderstudyError('usage', `"${text}" is no number of an event`, {
    hint: '"show failover history" shows the numbers of those there are',
  });
};
