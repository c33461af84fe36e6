import { UnderstudyError } from '../../error.ts';
import type { Call } from '../declaration.ts';

/** False without a terminal and with `--yes`: then nothing is asked (console 38). */
export const asks = ({ operator, assumeYes }: Call): boolean => operator.canAnswer && !assumeYes;

/**
 * Asks whether to go on; Enter means no.
 *
 * @throws UnderstudyError interrupted for everything but yes
 */
export const agree = async ({ operator }: Call): Promise<void> => {
  for (;;) {
    const answer = await operator.ask('Continue? [yes/no] (no): ');
    if (answer === undefined) throw new UnderstudyError('interrupted', 'Interrupted: nothing was changed');
    if (/^\s*(no?)?\s*$/i.test(answer)) throw new UnderstudyError('interrupted', 'Not done: nothing was changed');
    if (/^\s*y(es)?\s*$/i.test(answer)) return;
    operator.note("% Please answer 'yes' or 'no'.");
  }
};

/** The same for a question that ends in `[confirm]`; Enter means yes. */
export const confirm = async (call: Call, question: string): Promise<void> => {
  if (!asks(call) || (await call.operator.confirm(question))) return;
  throw new UnderstudyError('interrupted', 'Not done: nothing was changed');
};
