import { Buffer } from 'node:buffer';

const countBytes = 8;
const isModule = /^[\w./-]{1,100}$/;

const numberAt = (blob, at) => (at + countBytes <= blob.length ? Number(blob.readBigUInt64LE(at)) : -1);

/** Where a text or a row of bytes with its length in front ends; -1 when the length cannot be one. */
const endOf = (blob, at) => {
  const length = numberAt(blob, at);
  const end = at + countBytes + length;
  return length < 0 || end > blob.length ? -1 : end;
};

/** The entries of the list that begins there, when it is one of compiled modules and the last thing in the blob. */
const entriesAt = (blob, at) => {
  const entries = [];
  let start = at + countBytes;
  for (let left = numberAt(blob, at); left > 0; left--) {
    const nameEnd = endOf(blob, start);
    const name = nameEnd === -1 ? '' : blob.toString('latin1', start + countBytes, nameEnd);
    const end = isModule.test(name) ? endOf(blob, nameEnd) : -1;
    if (end === -1) return undefined;
    entries.push({ name, bytes: blob.subarray(start, end) });
    start = end;
  }
  return start === blob.length ? entries : undefined;
};

const fewest = 100;
const most = 2000;

/**
 * A snapshot without the compiled code of Node's own modules that it does not contain already, but of those that are `kept`.
 * That list is the last thing in the blob and more than half of it, and reading it takes longer than most commands. It is
 * taken only where its entries lead exactly to the end; null where there is no such list.
 */
export const slim = (blob, kept) => {
  for (let at = blob.length - countBytes; at >= 0; at--) {
    // A small number in eight bytes.
    if (blob[at + 7] !== 0 || blob[at + 2] !== 0 || blob[at + 3] !== 0) continue;
    const count = numberAt(blob, at);
    const entries = count >= fewest && count <= most ? entriesAt(blob, at) : undefined;
    if (entries === undefined) continue;
    const left = entries.filter(({ name }) => kept.test(name));
    const head = Buffer.alloc(countBytes);
    head.writeBigUInt64LE(BigInt(left.length));
    return Buffer.concat([blob.subarray(0, at), head, ...left.map(({ bytes }) => bytes)]);
  }
  return null;
};
