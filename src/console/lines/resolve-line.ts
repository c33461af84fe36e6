import { LineFault, invalid, needsPrivilege, needsPrompt } from '../../commands/line-fault.ts';
import { reflexOf } from '../../commands/reflex.ts';
import { resolve, type Resolution } from '../../commands/resolve.ts';
import { placeFor, type Standing } from './session.ts';

const tryIn = async (line: string, standing: Standing): Promise<Resolution | LineFault> => {
  try {
    return resolve(await placeFor(standing), line);
  } catch (error) {
    if (error instanceof LineFault) return error;
    throw error;
  }
};

const isFurther = (other: Resolution | LineFault, fault: LineFault): boolean =>
  !(other instanceof LineFault) || other.column > fault.column;

/** The line that was probably meant, or as much of it as means something; undefined when nothing does. */
const meaningful = async (fault: LineFault, standing: Standing): Promise<string | undefined> => {
  const [meant] = fault.candidates;
  if (meant === undefined) return undefined;
  const found = await tryIn(meant, standing);
  if (!(found instanceof LineFault) || found.kind !== 'invalid') return meant;
  const wordsBefore = fault.line.slice(0, fault.column).trim().split(/\s+/).filter(Boolean).length;
  const first = meant
    .split(' ')
    .slice(0, wordsBefore + 1)
    .join(' ');
  return first === meant ? undefined : first;
};

/** What the operator may have had in mind; undefined when there is no telling. */
const hintFor = async (fault: LineFault, standing: Standing): Promise<string | undefined> => {
  const { line } = fault;
  const reflex = reflexOf(line);
  if (reflex !== undefined) return `Here that is: ${reflex}`;
  const [, behindDo] = /^\s*do\s+(.*)$/i.exec(line) ?? [];
  if (standing.mode === 'exec' && behindDo !== undefined) return `Did you mean: ${behindDo}`;
  const meant = await meaningful(fault, standing);
  if (meant !== undefined) return `Did you mean: ${meant}`;
  const other = standing.mode === 'exec' ? 'config' : 'exec';
  const found = await tryIn(line, { ...standing, mode: other });
  if (found instanceof LineFault) return undefined;
  if (other === 'exec') return `Did you mean: do ${line.trim()}`;
  return found.leaf.kind === 'statement' ? 'That is a setting: type "configure terminal" first.' : undefined;
};

/** What the line would have meant elsewhere: better than a caret under a word that is right in another mode (console 16). */
const elsewhere = async (fault: LineFault, standing: Standing): Promise<LineFault> => {
  const { line, column } = fault;
  if (!standing.privileged && isFurther(await tryIn(line, { ...standing, privileged: true }), fault)) {
    return needsPrivilege({ line, column }, standing.interactive);
  }
  if (
    !standing.interactive &&
    isFurther(await tryIn(line, { ...standing, privileged: true, interactive: true }), fault)
  ) {
    return needsPrompt({ line, column });
  }
  if (fault.reason !== undefined || (fault.hint !== undefined && fault.candidates.length === 0)) return fault;
  const hint = await hintFor(fault, standing);
  const word = line.slice(column).trim().split(/\s/)[0] ?? '';
  return invalid({ line, column }, word, hint === undefined ? {} : { hint });
};

/**
 * What a line calls for somebody of this standing.
 *
 * @throws LineFault saying where the line is wrong, or that it needs privileged mode
 */
export const resolveLine = async (line: string, standing: Standing): Promise<Resolution> => {
  const found = await tryIn(line, standing);
  if (!(found instanceof LineFault)) return found;
  throw found.kind === 'invalid' ? await elsewhere(found, standing) : found;
};
