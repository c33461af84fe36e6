import { expect, test } from '@jest/globals';
import { bodyOf, subjectOf } from '../../../src/notify/letter.ts';
import type { Notice } from '../../../src/notify/notice.ts';
import { wrapped } from '../../../src/notify/wrap.ts';

const notice: Notice = {
  at: '2026-11-21T10:30:05.123Z',
  server: 'core2',
  tag: 'ACTION NEEDED',
  headline: 'core1 does not answer, core2 waits for you',
  sentence:
    'core1 did not answer 3 heartbeats in a row (no answer within 2000 ms). Not promoted: the policy is to keep in Standby. "failover mode primary" takes over.',
  toDo: ['If core1 is really down, type:', '  failover mode primary'],
  facts: [
    ['This server', 'core2: Secondary, Standby (held)'],
    [
      'Newest copy',
      '41, made 2026-11-21 10:00:00 UTC: what changed after that is not here, and this line is too long for one',
    ],
  ],
};

test('a mail reads', () => {
  expect(bodyOf({ notices: [notice] })).toBe(
    `core1 did not answer 3 heartbeats in a row (no answer within 2000 ms). Not
promoted: the policy is to keep in Standby. "failover mode primary" takes
over.

If core1 is really down, type:

    failover mode primary

Time         2026-11-21 10:30:05 UTC
This server  core2: Secondary, Standby (held)
Newest copy  41, made 2026-11-21 10:00:00 UTC: what changed after that is
             not here, and this line is too long for one

-- 
Understudy on core2. "failover show" is not what it says.
`.replace(
      '"failover show" is not what it says.',
      `"show failover" there says how it is now,
"show failover notification" who is told of what.`,
    ),
  );
});

test('many notices are one mail, named after the most urgent of them', () => {
  const other: Notice = { ...notice, tag: 'ALERT', headline: 'on core2', sentence: 'Something.', toDo: [] };
  const notices = [other, notice, other];
  expect(subjectOf({ notices })).toBe('[understudy core2] ACTION NEEDED and more: 3 notices');
  expect(bodyOf({ notices })).toContain('        failover mode primary');
});

test('a subject is short', () => {
  expect(subjectOf({ notices: [{ ...notice, headline: 'x'.repeat(500) }] })).toHaveLength(120);
});

test('a word that is longer than the line stays whole', () => {
  expect(wrapped(`a ${'x'.repeat(100)} b`, '  ')).toEqual(['  a', `  ${'x'.repeat(100)}`, '  b']);
});
