const width = 76;

/** A paragraph in lines of at most 76 columns, the first behind `first`, the others behind `next`; a longer word stays whole. */
export const wrapped = (text: string, first = '', next = first): string[] => {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((one) => one.trimEnd());
};
