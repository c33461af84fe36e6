import { Buffer } from 'node:buffer';

const wordBytes = 4;
/** A checksum, and what the runtime still allows two functions before it looks at them again. */
const mostWords = 8;

/**
 * One snapshot of several that were made of the same source: the words in which they differ are zero. They hold how long
 * something took, or are a checksum of those, which the runtime does not read.
 *
 * @returns null when they differ in more
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
  return words <= mostWords ? settled : null;
};
