import type { Outcome } from '../../commands/declaration.ts';
import { plain, type Paint } from '../../commands/text/paint.ts';
import type { ControlClient } from '../../control/client.ts';
import type { Modifier } from './modifier.ts';
import { outcomeLines, textLines } from './render.ts';

/** What the answer of a command is shown with. */
export interface Presentation {
  readonly client: ControlClient;
  readonly paint: Paint;
  /** Of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** The outcome as the difference from another configuration. */
const compared = async (outcome: Outcome, what: string, client: ControlClient): Promise<Outcome> => {
  const { differenceFrom } = await import('./compare.ts');
  const { secretsTag } = outcome.data as { readonly secretsTag?: unknown };
  const lines = await differenceFrom(textLines(outcome, plain), { what, secretsTag }, client);
  return { ...outcome, text: () => lines.join('\n'), verbatim: true };
};

/** Lines of an outcome for standard output: compared, filtered, and written into a file where the modifiers say so. */
export const present = async (
  outcome: Outcome,
  modifiers: readonly Modifier[],
  { client, paint, columns }: Presentation,
): Promise<readonly string[]> => {
  const compare = modifiers.find((one) => one.name === 'compare');
  const shown = compare === undefined ? outcome : await compared(outcome, compare.with, client);
  const file = modifiers.find((one) => 'file' in one);
  if (file === undefined) return outcomeLines(shown, modifiers, paint, columns);
  const lines = outcomeLines(shown, modifiers, plain, undefined);
  const text = lines.map((line) => `${line}\n`).join('');
  const { message } = await client.writeFile(file.file, text, { append: file.name === 'append' });
  return message === '' ? [] : message.split('\n');
};
