import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/peer/line-splitter.ts';
import '../../support/peer-seed.ts';

describe('lines of a stream', () => {
  test('are the same however the stream is cut, also within a character', () => {
    const lines = ['{"name":"Zürich"}', '', 'a', '…'.repeat(20)];
    const stream = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const splitter = new LineSplitter(100);
        const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
        const found = edges.slice(1).flatMap((edge, at) => [...splitter.push(stream.subarray(edges[at], edge))]);
        expect(found).toEqual(lines);
      }),
    );
  });

  test('of exactly the limit pass, one byte more does not, finished or not', () => {
    expect([...new LineSplitter(4).push(Buffer.from('abc\n'))]).toEqual(['abc']);
    expect(() => [...new LineSplitter(4).push(Buffer.from('abcd\n'))]).toThrow('a line is longer than 4 bytes');
    const splitter = new LineSplitter(4);
    expect([...splitter.push(Buffer.from('ab'))]).toEqual([]);
    expect(() => [...splitter.push(Buffer.from('cd'))]).toThrow('longer');
  });
});
