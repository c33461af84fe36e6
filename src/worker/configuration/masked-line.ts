import { secretIn } from '../../config/secret-line.ts';
import { secretMask as mask } from '../../config/secret-mask.ts';

/** A line for the audit: on one line, and nothing in it that is or may be a secret. */
export const maskedLine = (line: string): string => {
  const at = secretIn(line);
  const shown = at === undefined ? line : `${line.slice(0, at)}${mask}`;
  return shown
    .trim()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 500);
};
