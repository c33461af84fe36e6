import { Buffer } from 'node:buffer';

const wordBytes = 4;
/** What is known to differ: a checksum, the process's id, and what the runtime still allows a function before it looks at it again. */
export const knownWords = 3;
const mostWords = 8;

/** The value that more than half of them have; undefined where none has. */
const majorityOf = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most[1] > values.length / 2 ? most[0] : undefined;
};

/**
 * One snapshot of several that were made of the same source. A word in which all of them differ is zero: it holds what every
 * run has otherwise, or is a checksum of that, which the runtime does not read. One that only a few have otherwise is what
 * most have: once in a hundred runs something is laid out in another way, and that is no reason for another package.
 * A number that happens to be the same in most of them is not seen: too few snapshots, or fewer words than are known, do not
 * settle anything.
 *
 * @returns its bytes, and in how many words no two were alike; null when these are too many
 */
export const settle = (all) => {
  const length = majorityOf(all.map((one) => one.length));
  const usual = all.filter((one) => one.length === length);
  if (usual.length < 2) return null;
  const settled = Buffer.from(usual[0]);
  let words = 0;
  for (let at = 0; at < length; at++) {
    if (usual.every((one) => one[at] === settled[at])) continue;
    const most = majorityOf(usual.map((one) => one.subarray(at, at + wordBytes).toString('hex')));
    if (most === undefined) {
      settled.fill(0, at, at + wordBytes);
      words += 1;
    } else settled.write(most, at, 'hex');
    at += wordBytes - 1;
  }
  return words <= mostWords ? { bytes: settled, words } : null;
};
