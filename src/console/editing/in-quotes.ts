/** True when a quote that was opened at the beginning of a word is not closed yet (console 9). */
export const isInQuotes = (text: string): boolean => {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (open === '"' && character === '\\') at += 1;
    else if (open !== '') open = character === open ? '' : open;
    else if (/["']/.test(character) && (at === 0 || /\s/.test(text[at - 1] ?? ''))) open = character;
  }
  return open !== '';
};
