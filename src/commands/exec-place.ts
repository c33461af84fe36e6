import { groupHelp } from './catalog.ts';
import type { Declaration } from './declaration.ts';
import type { Leaf, Place } from './place.ts';
import { placeOf } from './place.ts';

/** The place of a command's parameter, and so of those behind it. */
const parameterPlace = (declaration: Declaration, index: number): Place => {
  const parameter = declaration.parameters?.[index];
  const leaf: Leaf = { kind: 'command', declaration };
  if (parameter === undefined) return { words: [], leaf };
  const next = (): Place => parameterPlace(declaration, index + 1);
  const end = parameter.optional ? { leaf } : {};
  if (parameter.choices !== undefined) {
    return {
      words: Object.entries(parameter.choices).map(([name, help]) => ({ name, help, isValue: true, next })),
      ...end,
    };
  }
  const { form, help, names, check } = parameter;
  return { words: [], value: { form, help, takes: 1, check, next, ...(names === undefined ? {} : { names }) }, ...end };
};

/** Where a line that calls one of these commands begins. */
export const execPlace = (declarations: readonly Declaration[]): Place =>
  placeOf(
    declarations.map((declaration) => ({
      words: declaration.words.split(' '),
      help: declaration.help,
      next: () => parameterPlace(declaration, 0),
    })),
    groupHelp,
  );
