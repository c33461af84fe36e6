import { catalog } from '../../src/commands/catalog.ts';
import type { Declaration } from '../../src/commands/declaration.ts';
import type { Parameter } from '../../src/commands/parameter.ts';

/** What may stand at each step of a call, and a value where any is free. */
interface Step {
  readonly names: readonly string[];
  readonly value?: string;
}

const stepOf = ({ form, choices }: Parameter): Step =>
  choices === undefined ? { names: [], value: /^<(\d+)-/.exec(form)?.[1] ?? 'zz9' } : { names: Object.keys(choices) };

const stepsOf = ({ words, parameters = [] }: Declaration): readonly Step[] => [
  ...words.split(' ').map((word) => ({ names: [word] })),
  ...parameters.map(stepOf),
];

/** `watch` and what it may repeat, with the number between and without. */
const repetitionsOf = (declaration: Declaration, all: readonly Declaration[]): (readonly Step[])[] => {
  const { repeats } = declaration;
  if (repeats === undefined) return [stepsOf(declaration)];
  const [own, ...number] = [stepsOf({ ...declaration, parameters: [] }), ...(declaration.parameters ?? []).map(stepOf)];
  return all
    .filter(({ words, isLive }) => words.startsWith(`${repeats} `) && isLive !== true)
    .flatMap((one) => [
      [...own, ...stepsOf(one)],
      [...own, ...number, ...stepsOf(one)],
    ]);
};

/**
 * What may stand behind each beginning of a line, straight from the declarations: a help or a completion that is made from
 * the tree in whatever way has to offer exactly this. A value stands where any is free.
 */
export const followers = (isWanted: (declaration: Declaration) => boolean): Map<string, readonly string[]> => {
  const found = new Map<string, Set<string>>();
  const all = catalog.filter(isWanted);
  for (const steps of all.flatMap((declaration) => repetitionsOf(declaration, all))) {
    let paths = [''];
    for (const { names, value } of steps) {
      for (const path of paths) {
        const known = found.get(path) ?? new Set();
        for (const name of names) known.add(name);
        found.set(path, known);
      }
      const next = value === undefined ? names : [value];
      paths = paths.flatMap((path) => next.map((name) => `${path} ${name}`.trim()));
    }
    for (const path of paths) if (!found.has(path)) found.set(path, new Set());
  }
  return new Map([...found].map(([path, names]) => [path, [...names].sort()]));
};

export const isOneShot = ({ modes, interactiveOnly }: Declaration): boolean =>
  modes?.includes('exec') !== false && interactiveOnly !== true;
