import type { Leaf } from '../../commands/place.ts';
import type { Resolution } from '../../commands/resolve.ts';
import { modifiersOf, splitAtBar, type Modifier, type Usable } from '../output/modifier.ts';
import { resolveLine } from './resolve-line.ts';
import type { Standing } from './session.ts';

/** A line that was understood: what it calls, and what becomes of the answer. */
export interface Parsed {
  readonly resolution: Resolution;
  readonly modifiers: readonly Modifier[];
}

export const isEmptyLine = (text: string): boolean => /^\s*([!#].*)?$/s.test(text);

/** In configuration mode a bar belongs to the statement; only behind `show` and `do` it begins a modifier. */
const mayHaveModifier = (text: string, { mode }: Standing): boolean =>
  mode === 'exec' || /^\s*(do|sho?w?)(\s|\|)/i.test(text);

const usableFor = (leaf: Leaf, { privileged }: Standing): Usable => ({
  privileged,
  comparable: leaf.kind === 'command' && leaf.declaration.comparable === true,
});

/** @throws UnderstudyError for a line that calls nothing, or a modifier that cannot stand there */
export const parseLine = async (text: string, standing: Standing): Promise<Parsed> => {
  const { command, behind } = mayHaveModifier(text, standing) ? splitAtBar(text) : { command: text, behind: undefined };
  const resolution = await resolveLine(command.trimEnd(), standing);
  const modifiers = behind === undefined ? [] : modifiersOf(behind, usableFor(resolution.leaf, standing));
  return { resolution, modifiers };
};
