import type { Answer } from '../../control/shapes.ts';
import type { Outcome } from '../declaration.ts';

/** The worker's answer as it is: what it says, and what is worth knowing. */
export const outcomeOf = (answer: Answer): Outcome => ({
  data: answer,
  text: () => answer.message,
  warnings: answer.warnings,
});
