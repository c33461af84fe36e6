import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OpeningCheck } from '../../../src/peer/opening-check.ts';
import '../../support/peer-seed.ts';

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const frame = (data: Buffer, tag = 7): Buffer => Buffer.concat([int(((tag << 24) | data.length) >>> 0), data]);
const version = int(32);
const checksums = Buffer.concat([Buffer.from([8]), Buffer.from('xxh3 md5')]);
const noRules = int(0);
const rule = (text: string): Buffer => Buffer.concat([int(text.length), Buffer.from(text), int(0)]);
const transfer = Buffer.from('whatever the generator asks for');

/** Pushes the stream in pieces and gives what was passed on. */
const pass = (stream: Buffer, cuts: readonly number[] = []): Buffer => {
  const check = new OpeningCheck();
  const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  return Buffer.concat(edges.slice(1).map((edge, at) => check.push(stream.subarray(edges[at], edge))));
};

describe('the opening of a transfer', () => {
  const honest = Buffer.concat([version, checksums, frame(Buffer.concat([noRules, transfer])), frame(transfer)]);

  test('passes whole when it has no filter rules, however it is cut', () => {
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => expect(pass(honest, cuts)).toEqual(honest)));
  });

  test('goes on as it comes, for each side waits for the other', () => {
    const check = new OpeningCheck();
    expect(check.push(version)).toEqual(version);
    expect(check.push(checksums)).toEqual(checksums);
    expect(check.push(frame(noRules))).toEqual(frame(noRules));
    expect(check.push(transfer)).toEqual(transfer);
  });

  test('with a rule it stops before the rule, however it is cut', () => {
    const head = Buffer.concat([version, checksums]);
    for (const text of ['. /etc/shadow', ': .htaccess', '- *.tmp', 'merge /etc/shadow']) {
      const hostile = Buffer.concat([head, frame(rule(text))]);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
          const check = new OpeningCheck();
          const passed: Buffer[] = [];
          const edges = [0, ...cuts.map((cut) => cut % hostile.length).toSorted((a, b) => a - b), hostile.length];
          expect(() => {
            for (let at = 1; at < edges.length; at += 1)
              passed.push(check.push(hostile.subarray(edges[at - 1], edges[at])));
          }).toThrow('filter rules are not accepted');
          expect(head.subarray(0, Buffer.concat(passed).length)).toEqual(Buffer.concat(passed));
        }),
      );
    }
  });

  test('a rule is found across frames', () => {
    const data = rule('. /etc/shadow');
    const split = [data.subarray(0, 1), data.subarray(1, 3), Buffer.alloc(0), data.subarray(3)].map((part) =>
      frame(part),
    );
    expect(() => pass(Buffer.concat([version, checksums, ...split]))).toThrow('filter rules are not accepted');
    const honestSplit = [noRules.subarray(0, 2), noRules.subarray(2)].map((part) => frame(part));
    const stream = Buffer.concat([version, checksums, ...honestSplit]);
    expect(pass(stream)).toEqual(stream);
  });

  test('names of checksums may be long, but not without end', () => {
    const long = Buffer.concat([Buffer.from([0x81, 4]), Buffer.alloc(260, 'a')]);
    const stream = Buffer.concat([version, long, frame(noRules)]);
    expect(pass(stream)).toEqual(stream);
    expect(() => pass(Buffer.concat([version, Buffer.from([0xff, 0xff])]))).toThrow('too long');
  });

  test.each([
    ['an older protocol, whose rules are not framed', Buffer.concat([int(29), rule('. /etc/shadow')]), 'too old'],
    [
      'a message in the place of the rules',
      Buffer.concat([version, checksums, frame(noRules, 9)]),
      'a message instead',
    ],
    [
      'empty frames without end',
      Buffer.concat([version, checksums, ...Array.from({ length: 20 }, () => frame(Buffer.alloc(0)))]),
      'too many pieces',
    ],
  ])('%s is refused', (_what, stream, reason) => {
    expect(() => pass(stream)).toThrow(reason);
  });
});
