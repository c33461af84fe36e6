import { expect, test } from '@jest/globals';
import type { SessionEvent } from '../../../../src/control/session-shapes.ts';
import type { Caller, CallerNames } from '../../../../src/worker/control/caller.ts';
import { SessionStream } from '../../../../src/worker/control/session-stream.ts';
import { Sessions } from '../../../../src/worker/control/sessions.ts';

const caller = (uid: number, pid = 500): Caller => ({ uid, pid, told: { login: null, from: null } });
const names = (user: string): CallerNames => ({ user, login: null, claims: null, terminal: 'pts/1', from: null });

const textsOf = async (stream: SessionStream): Promise<string[]> => {
  const texts: string[] = [];
  for await (const event of stream.follow()) texts.push(event.type === 'open' ? `line ${event.line}` : event.text);
  return texts;
};

test('a console gets the lowest free line, and is listed with who sits there and for how long idle', () => {
  const sessions = new Sessions();
  const first = sessions.open(caller(0), names('root'), 1000);
  const second = sessions.open(caller(1001), names('alice'), 2000);
  expect(sessions.statuses(second, 5000)).toMatchObject([
    { line: 1, user: 'root', idleMs: 4000, isOwn: false, mode: 'user', debug: [] },
    { line: 2, user: 'alice', idleMs: 3000, isOwn: true, since: '1970-01-01T00:00:02.000Z' },
  ]);
  sessions.close(first);
  expect(sessions.open(caller(0), names('root')).line).toBe(1);
  expect(() => sessions.at(7)).toThrow('Line 7 is not open');
});

test('no key of a console is ever listed, and it is worth nothing to another process', () => {
  const sessions = new Sessions();
  const session = sessions.open(caller(1001), names('alice'));
  expect(JSON.stringify(sessions.statuses(session))).not.toContain(session.key);
  expect(sessions.of(session.key, caller(1001))).toBe(session);
  expect(sessions.of(session.key, caller(1001, 501))).toBeUndefined();
  expect(sessions.of(session.key, caller(0))).toBeUndefined();
  expect(sessions.of(undefined, caller(1001))).toBeUndefined();
});

test('an account that opens console after console keeps nobody else out', () => {
  const sessions = new Sessions();
  const own = Array.from({ length: 16 }, () => sessions.open(caller(1001), names('mallory')));
  expect(() => sessions.open(caller(1001), names('mallory'))).toThrow('mallory has 16 open consoles already');
  sessions.open(caller(1002), names('alice'));
  if (own[0] !== undefined) sessions.close(own[0]);
  expect(sessions.open(caller(1001), names('mallory')).line).toBe(1);
});

test('however many accounts there are, room is left for commands, and for the owner of the worker', () => {
  const sessions = new Sessions();
  for (let uid = 2001; uid <= 2064; uid++) sessions.open(caller(uid), names(`uid ${uid}`));
  expect(() => sessions.open(caller(3000), names('late'))).toThrow('This server has 64 open consoles already');
  expect(sessions.open(caller(process.geteuid?.() ?? 0), names('owner')).line).toBe(65);
});

test('notices reach every console, debug lines those that asked; an ended console is told why and hears no more', async () => {
  const sessions = new Sessions();
  const one = sessions.open(caller(0), names('root'));
  const two = sessions.open(caller(1001), names('alice'));
  one.topics.add('heartbeat');
  one.isPrivileged = () => true;
  sessions.debug('heartbeat', 'beat 1');
  sessions.notice('core1 serves');
  sessions.end(two, 'ended by root');
  sessions.notice('later');
  sessions.closeAll();
  expect(await textsOf(one.stream)).toEqual(['line 1', 'beat 1', 'core1 serves', 'later']);
  expect(await textsOf(two.stream)).toEqual(['line 2', 'core1 serves', 'ended by root']);
  expect(sessions.statuses(undefined)).toEqual([]);
});

test('a console that has lost its privilege is in user mode, and is shown nothing any more', async () => {
  const sessions = new Sessions();
  const session = sessions.open(caller(1001), names('alice'));
  let isHeld = true;
  session.mode = 'config';
  session.topics.add('heartbeat');
  session.isPrivileged = () => isHeld;
  expect(sessions.statuses(session)).toMatchObject([{ mode: 'config', debug: ['heartbeat'] }]);
  sessions.debug('heartbeat', 'beat 1');
  isHeld = false;
  expect(sessions.statuses(session)).toMatchObject([{ mode: 'user', debug: [] }]);
  sessions.debug('heartbeat', 'beat 2');
  sessions.closeAll();
  expect(await textsOf(session.stream)).toEqual(['line 1', 'beat 1']);
});

test('notices that nobody reads are kept up to a bound, and the end is told behind them', async () => {
  const stream = new SessionStream();
  for (let i = 0; i < 10_000; i++) stream.push({ type: 'notice', at: '', text: `${i}` });
  stream.push({ type: 'end', at: '', text: 'ended' });
  stream.end();
  const texts = await textsOf(stream);
  expect(texts).toHaveLength(1002);
  expect(texts).toContain('ended');
});

test('a console that reads slowly loses debug lines, is told so, and costs no more memory', async () => {
  const stream = new SessionStream();
  const event = (type: 'debug' | 'notice', text: string): SessionEvent => ({ type, at: '', text });
  for (let i = 0; i < 10_000; i++) stream.push(event('debug', `${i}`));
  stream.push(event('notice', 'kept'));
  stream.end();
  const texts = await textsOf(stream);
  expect(texts).toHaveLength(502);
  expect(texts.slice(-2)).toEqual(['kept', '9500 lines were not shown: this terminal is too slow for them']);
});

test('consoles that lose privileged mode are told at once, those that keep it or never had it are not', async () => {
  const sessions = new Sessions();
  const [loser, keeper, user] = [1001, 1002, 1003].map((uid) => sessions.open(caller(uid), names(`uid ${uid}`)));
  if (loser === undefined || keeper === undefined || user === undefined) throw new Error('no consoles');
  let isHeld = true;
  loser.isPrivileged = () => isHeld;
  keeper.isPrivileged = () => true;
  sessions.tellLosers(() => (isHeld = false), 'privileged mode has ended here');
  sessions.closeAll();
  expect(await textsOf(loser.stream)).toEqual(['line 1', 'privileged mode has ended here']);
  expect(await textsOf(keeper.stream)).toEqual(['line 2']);
  expect(await textsOf(user.stream)).toEqual(['line 3']);
});
