import { groupHelp } from './catalog.ts';
import type { Declaration } from './declaration.ts';
import type { Leaf, Place } from './place.ts';
import { placeOf } from './place.ts';
import type { Parameter } from './parameter.ts';

type CommandLeaf = Extract<Leaf, { kind: 'command' }>;

/** The place of a command's parameter, and so of those behind it. */
const parameterPlace = (leaf: CommandLeaf, index: number): Place => {
  const parameter = leaf.declaration.parameters?.[index];
  if (parameter === undefined) return { words: [], leaf };
  const next = (): Place => parameterPlace(leaf, index + 1);
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

/** Where the command begins that is to be repeated; the parameters in front of it are its own from there on. */
const repeatedPlace = (
  by: Declaration,
  word: string,
  all: readonly Declaration[],
  before: readonly Parameter[],
): Place =>
  placeOf(
    all
      .filter(({ words, isLive }) => words.startsWith(`${word} `) && isLive !== true)
      .map((inner) => ({
        words: inner.words.split(' '),
        help: inner.help,
        next: () => {
          const declaration = { ...inner, parameters: [...before, ...(inner.parameters ?? [])] };
          return parameterPlace({ kind: 'command', declaration, repeatedBy: by }, before.length);
        },
      })),
    groupHelp,
  );

const placeBehind = (declaration: Declaration, all: readonly Declaration[]): Place => {
  const { repeats, parameters: [often] = [] } = declaration;
  if (repeats === undefined) return parameterPlace({ kind: 'command', declaration }, 0);
  const place = repeatedPlace(declaration, repeats, all, []);
  if (often === undefined) return place;
  const { form, help, check } = often;
  const next = (): Place => repeatedPlace(declaration, repeats, all, [often]);
  return { ...place, value: { form, help, takes: 1, check, next } };
};

/** Where a line that calls one of these commands begins. */
export const execPlace = (declarations: readonly Declaration[]): Place =>
  placeOf(
    declarations.map((declaration) => ({
      words: declaration.words.split(' '),
      help: declaration.help,
      next: () => placeBehind(declaration, declarations),
    })),
    groupHelp,
  );
