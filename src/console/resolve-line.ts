import { LineFault, invalid, needsPrivilege } from '../commands/line-fault.ts';
import { resolve, type Resolution } from '../commands/resolve.ts';
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

/** What the line would have meant elsewhere: better than a caret under a word that is right in another mode (console 16). */
const elsewhere = async (fault: LineFault, standing: Standing): Promise<LineFault> => {
  const { line, column } = fault;
  if (!standing.privileged && isFurther(await tryIn(line, { ...standing, privileged: true }), fault)) {
    return needsPrivilege({ line, column });
  }
  const other = standing.mode === 'exec' ? 'config' : 'exec';
  if (fault.hint !== undefined || (await tryIn(line, { ...standing, mode: other })) instanceof LineFault) return fault;
  const hint =
    other === 'exec' ? `Did you mean: do ${line.trim()}` : 'That is a setting: type "configure terminal" first.';
  return invalid({ line, column }, line.slice(column).trim().split(/\s/)[0] ?? '', { hint });
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
