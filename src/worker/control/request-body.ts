import { z } from 'zod';
import { UnderstudyError } from '../../error.ts';

/** A request's JSON body, checked. @throws UnderstudyError usage saying what is wrong with it */
export const bodyOf = async <T>(schema: z.ZodType<T>, request: { json(): Promise<unknown> }): Promise<T> => {
  const parsed = schema.safeParse(await request.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new UnderstudyError('usage', `The request is not understood: ${z.prettifyError(parsed.error)}`);
};
