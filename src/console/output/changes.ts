import { stripVTControlCharacters } from 'node:util';

const escape = '\u001b';
const piece = new RegExp(String.raw`${escape}\[[\d;]*m|\s+|[^\s${escape}]+`, 'g');
const bold = `${escape}[1m`;
const notBold = `${escape}[22m`;
const endsStyle = /\[(?:0|22|39)m$/;

const wordsOf = (line: string): string[] => stripVTControlCharacters(line).split(/\s+/).filter(Boolean);

/** A line whose words that were not there before stand out; its colours stay. */
const markLine = (before: string, now: string): string => {
  const was = wordsOf(before);
  let at = 0;
  let style = '';
  return [...now.matchAll(piece)]
    .map(([part]) => {
      if (part.startsWith(escape)) {
        style = endsStyle.test(part) ? '' : style + part;
        return part;
      }
      if (/^\s/.test(part)) return part;
      const isSame = part === was[at];
      at += 1;
      return isSame ? part : `${bold}${part}${notBold}${style}`;
    })
    .join('');
};

/** The lines of a picture with what is different from the picture before in bold. */
export const markChanges = (before: readonly string[] | undefined, now: readonly string[]): readonly string[] =>
  before === undefined ? now : now.map((line, i) => (line === before[i] ? line : markLine(before[i] ?? '', line)));
