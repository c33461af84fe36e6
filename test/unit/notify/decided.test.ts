import { expect, test } from '@jest/globals';
import type { Event } from '../../../src/failover/event.ts';
import { modeOf, newNode, type Node, type PeerView, type Phase } from '../../../src/failover/node.ts';
import { occasionOf, type Scene } from '../../../src/notify/decided.ts';
import { bodyOf, subjectOf } from '../../../src/notify/letter.ts';
import type { Occasion } from '../../../src/notify/notice.ts';
import { tell, type OpenFaults } from '../../../src/notify/streaks.ts';

const scene: Scene = { at: '2026-11-21T10:00:00.000Z', server: 'core2', facts: [['Term', '6']] };
const node = (phase: Phase): Node => ({
  ...newNode('core2'),
  mode: modeOf(phase),
  phase,
  dataTerm: { counter: 7, owner: 'core2' },
});
const peer: PeerView = {
  name: 'core1',
  mode: 'primary',
  phase: 'active',
  term: { counter: 6, owner: 'core1' },
  dataTerm: { counter: 6, owner: 'core1' },
};

/** What a row of the table decided: where it led to, on what event, and whether it raises an alert. */
type Step = readonly [to: Phase, on: Event, row: string, isAlert: boolean, sentence?: string];

const silence: Event = { type: 'heartbeatFailed', reason: 'no answer' };
const heard: Event = { type: 'heartbeatAnswered', peer };
const held: Step = ['held', silence, 'F30', true, 'core1 did not answer 3 heartbeats in a row. Not promoted.'];
const suspect: Step = ['suspect', silence, 'S60', false];
const back: Step = ['standby', heard, 'F40', false];
const serves: Step = ['active', { type: 'promotionSucceeded' }, 'F50', true];

/** The mails that come of decisions one after another; those alike once. */
const story = (from: Phase, steps: readonly Step[]): Occasion[] => {
  let phase = from;
  let open: OpenFaults = {};
  return steps.flatMap(([to, event, row, isAlert, sentence = 'It happened.']) => {
    const decided = { before: node(phase), node: node(to), event, row, sentence, isAlert, peer: 'core1' };
    phase = to;
    const occasion = occasionOf(decided, scene);
    if (occasion === undefined) return [];
    const came = tell(open, occasion, 0);
    open = came.open;
    return came.isTold ? [occasion] : [];
  });
};
const subjects = (told: readonly Occasion[]): string[] => told.map(({ notice }) => subjectOf({ notices: [notice] }));

test('a manual failover that waits: which server, which command, and the facts (E4)', () => {
  const told = story('standby', [suspect, held]);
  expect(subjects(told)).toEqual(['[understudy core2] ACTION NEEDED core1 does not answer, core2 waits for you']);
  const body = bodyOf({ notices: [told[0]!.notice] });
  expect(body).toContain('log in to core2');
  expect(body).toContain('\n    failover mode primary\n');
  expect(body).toContain('Time  2026-11-21 10:00:00 UTC\nTerm  6\n');
  expect(body.split('\n').filter((line) => line.length > 76)).toEqual([]);
});

test('that nobody is waited for any more is said, and a new silence begins anew', () => {
  const told = story('standby', [suspect, held, back, suspect, back, held]);
  expect(told.map(({ notice }) => notice.tag)).toEqual(['ACTION NEEDED', 'RECOVERED', 'ACTION NEEDED']);
});

test('asking the witness again and again is one wait', () => {
  const vetting: Step = ['vetting', silence, 'F22', false];
  const refused: Step = ['held', { type: 'witnessAnswered', record: null }, 'F38', true];
  const told = story('suspect', [vetting, refused, vetting, refused, vetting, refused, back]);
  expect(told.map(({ notice }) => notice.tag)).toEqual(['ACTION NEEDED', 'RECOVERED']);
});

test('another reason to wait is told of, once', () => {
  const other: Step = ['held', silence, 'F32', true, 'Not promoted: there is no complete copy here.'];
  const told = story('standby', [held, other, other, held]);
  expect(told.map(({ notice }) => notice.sentence)).toEqual([held[4], other[4]]);
});

test('an automatic failover: that it begins, and that this server serves', () => {
  expect(subjects(story('suspect', [['promoting', silence, 'F20', false], serves]))).toEqual([
    '[understudy core2] FAILURE core1 does not answer, core2 takes over',
    '[understudy core2] PRIMARY core2 serves (term 7)',
  ]);
});

test('a promotion that failed waits for somebody', () => {
  const failed: Step = ['held', { type: 'promotionFailed', reason: 'tomcat' }, 'F52', true, 'tomcat does not start'];
  const told = story('promoting', [failed]);
  expect(subjects(told)).toEqual(['[understudy core2] ACTION NEEDED the promotion of core2 failed']);
  expect(told[0]?.notice.toDo).toContain('  failover mode primary');
});

test('an operator who promotes is followed by one mail', () => {
  const promoted: Step = ['promoting', { type: 'operatorPrimary', by: 'jo' }, 'O10', false];
  expect(story('standby', [held, promoted, serves]).map(({ notice }) => notice.tag)).toEqual([
    'ACTION NEEDED',
    'PRIMARY',
  ]);
});

test('a server that was replaced says how it becomes the Standby', () => {
  const told = story('active', [['fenced', heard, 'F60', true]]);
  expect(subjects(told)).toEqual(['[understudy core2] FENCED core2 serves nobody, core1 does']);
  expect(told[0]?.notice.toDo).toContain('  failover sync core1');
});

test('a service that fails again and again is told of once, and when it runs again', () => {
  const failed: Step = ['active', { type: 'serviceFailed', service: 'tomcat', reason: 'exit 1' }, 'S70', true];
  const runs: Step = ['active', { type: 'serviceRecovered', service: 'tomcat' }, 'S72', false];
  expect(subjects(story('active', [failed, failed, failed, runs, runs, failed]))).toEqual([
    '[understudy core2] FAILURE service tomcat on core2',
    '[understudy core2] RECOVERED service tomcat on core2 runs again',
    '[understudy core2] FAILURE service tomcat on core2',
  ]);
});

test('an alert of any other row is told of, and not again while only its numbers differ', () => {
  const alert = (sentence: string): Step => ['active', heard, 'X99', true, sentence];
  const told = story('active', [alert('2 of 9.'), alert('3 of 9.'), alert('Another one.')]);
  expect(told.map(({ notice }) => notice.sentence)).toEqual(['2 of 9.', 'Another one.']);
  expect(told[0]?.notice.tag).toBe('ALERT');
  expect(story('hold', [['hold', heard, 'S24', true]])[0]?.notice.tag).toBe('ACTION NEEDED');
});

test('what a peer calls itself ends no line of the head, and colours no terminal', () => {
  const sentence = 'core1 did not answer (cut\r\nBcc: x@evil.org\r\n\r\n\u001b[31mred\u202e).';
  const [{ notice }] = story('standby', [['held', silence, 'F30', true, sentence]]) as [Occasion];
  const hostile = { ...notice, headline: `x\r\nBcc: y@evil.org`, toDo: ['  failover\u0007 \u001b[2J'] };
  expect(subjectOf({ notices: [hostile] })).toBe('[understudy core2] ACTION NEEDED x Bcc: y@evil.org');
  expect(bodyOf({ notices: [hostile] })).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}|^Bcc/mu);
});
