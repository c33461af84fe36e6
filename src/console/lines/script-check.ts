import type { Declaration } from '../../commands/declaration.ts';
import { noNames } from '../../control/session-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { blockBehind } from './configure.ts';
import { helpLines, type Names } from '../help/help.ts';
import { isEmptyLine, parseLine, type Parsed } from './parse.ts';
import { faultFrom } from '../output/render.ts';
import { placeFor, type Standing } from './session.ts';
import type { ScriptLine } from './statement-group.ts';

/** A failure with the line of the script that it belongs to. */
export class ScriptFault extends Error {
  readonly fault: UnderstudyError;
  readonly at: string;

  constructor(error: unknown, at: string) {
    const fault = faultFrom(error);
    super(fault.message, { cause: error });
    this.fault = fault;
    this.at = at;
  }
}

/** `--json` and a filter of lines contradict each other, and neither is left out silently. */
export const refuseFilter = ({ modifiers }: Parsed, json: boolean): void => {
  const modifier = modifiers.find(({ name }) => name !== 'json' && name !== 'no-more');
  if (!json || modifier === undefined) return;
  throw new UnderstudyError('usage', `--json and "| ${modifier.name}" cannot stand together`, {
    hint: 'leave one of them out: "| json" behind single lines of a script gives their data',
  });
};

/** What `?` at the end of a line shows; undefined where the line does not ask for help, or there is none. */
export const helpOf = async (
  text: string,
  standing: Standing,
  names: Names,
): Promise<readonly string[] | undefined> => {
  const [, left] = /^(.*)\?\s*$/s.exec(text) ?? [];
  if (left === undefined) return undefined;
  const lines = helpLines(await placeFor(standing), left, names);
  return lines[0]?.startsWith('% ') === true ? undefined : lines;
};

/** Where the next line stands, as far as the words of this one decide it. */
export const standingAfter = ({ resolution }: Parsed, standing: Standing): Standing => {
  const { leaf } = resolution;
  if (leaf.kind === 'statement') return { ...standing, block: blockBehind(resolution, standing.block) };
  const { leadsTo, words }: Declaration = leaf.declaration;
  const privileged = words === 'enable' || (words !== 'disable' && standing.privileged);
  if (words === 'exit' && standing.block !== undefined) return { ...standing, block: undefined };
  const mode = leadsTo?.(standing.mode) ?? standing.mode;
  return { ...standing, mode, privileged, block: mode === standing.mode ? standing.block : undefined };
};

/**
 * Reads a whole script without doing any of it (console 47). A script that needs privileged mode and has no `enable` is
 * read as if it had: whether it may run is decided when it runs.
 */
export const faultsOf = async (
  lines: readonly ScriptLine[],
  start: Standing,
  json: boolean,
): Promise<ScriptFault[]> => {
  const faults: ScriptFault[] = [];
  let standing: Standing = { ...start, privileged: true };
  for (const { text, at } of lines) {
    if (isEmptyLine(text)) continue;
    try {
      const parsed = await parseLine(text, standing);
      refuseFilter(parsed, json);
      standing = standingAfter(parsed, standing);
    } catch (error) {
      if (at === '' && (await helpOf(text, standing, { names: noNames })) !== undefined) continue;
      faults.push(new ScriptFault(error, at));
    }
  }
  return faults;
};
