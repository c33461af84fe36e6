import { stripVTControlCharacters } from 'node:util';

const ascii = /^[ -~]*$/;
/** East Asian Wide and Fullwidth, and emoji that are shown as pictures: two columns each. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18df2}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Marks that stand on the character before them, and what is not shown at all. */
const zero = /[\p{Mn}\p{Me}\p{Cc}]|(?!\u00ad)\p{Cf}/u;

/** Columns that a terminal gives one character. */
export const columnsOfCharacter = (character: string): 0 | 1 | 2 => {
  if (ascii.test(character)) return 1;
  if (zero.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
};

/** Columns that a text takes on a terminal, without its escape sequences. */
export const widthOf = (text: string): number => {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += columnsOfCharacter(character);
  return width;
};

/** Filled up with blanks to a width. */
export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

/** The beginning of a text without escape sequences that fits into so many columns. */
export const cutTo = (text: string, columns: number): string => {
  if (text.length <= columns && ascii.test(text)) return text;
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += columnsOfCharacter(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
};
