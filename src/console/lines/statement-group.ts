import type { Resolution } from '../../commands/resolve.ts';
import { blockBehind, titleOf } from './configure.ts';
import type { Standing } from './session.ts';

/** A line of a script and where it stands: `line 3`, `FILE:3`; empty for words of the command line. */
export interface ScriptLine {
  readonly text: string;
  readonly at: string;
}

/** A statement with its words in full. */
export interface Statement extends ScriptLine {
  readonly full: string;
}

interface Joined {
  readonly statements: readonly Statement[];
  /** The entry that is open behind the line. */
  readonly block: Standing['block'];
}

/**
 * The statements with one more line, where that is applied together with them; undefined where it is not. The block of an
 * entry goes on over what is run in the middle of it.
 */
export const join = (
  statements: readonly Statement[],
  line: ScriptLine,
  resolution: Resolution,
  block: Standing['block'],
): Joined | undefined => {
  const { leaf, full } = resolution;
  if (leaf.kind === 'command')
    return leaf.declaration.words === 'exit' && block !== undefined ? { statements, block: undefined } : undefined;
  if (leaf.secret) return undefined;
  const statement = { ...line, full };
  const goesOn = leaf.isPart === true && block !== undefined && statements.length === 0;
  const title = goesOn ? [{ ...line, full: titleOf(block) }] : [];
  return { statements: [...statements, ...title, statement], block: blockBehind(resolution, block) };
};
