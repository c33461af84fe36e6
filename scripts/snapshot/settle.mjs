import { Buffer } from 'node:buffer';

const wordBytes = 4;
/** What is known to differ: a checksum, the process's id, and what the runtime still allows a function before it looks at it again. */
export const knownWords = 3;
const mostWords = 8;

/**
 * One snapshot of several that were made of the same source: the words in which they differ are zero. They hold what another
 * run has otherwise, or are a checksum of that, which the runtime does not read. A word that happens to be the same in all of
 * them is not seen: too few snapshots, or fewer words than are known, do not settle anything.
 *
 * @returns its bytes, and in how many words they differed; null when these are too many
 */
export const settle = ([first, ...others]) => {
  if (others.some(({ length }) => length !== first.length)) return null;
  const settled = Buffer.from(first);
  let words = 0;
  for (let at = 0; at < first.length; at++) {
    if (others.every((other) => other[at] === first[at])) continue;
    settled.fill(0, at, at + wordBytes);
    at += wordBytes - 1;
    words += 1;
  }
  return words <= mostWords ? { bytes: settled, words } : null;
};
