import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery, Outgoing } from '../../../src/notify/delivery.ts';
import type { MailSettings } from '../../../src/notify/mail-settings.ts';
import type { Letter } from '../../../src/notify/letter.ts';
import { noMailState, troubleOf, type MailState } from '../../../src/notify/mail-state.ts';
import type { Occasion, Tag } from '../../../src/notify/notice.ts';
import { Outbox, type OutboxParts } from '../../../src/notify/outbox.ts';
import { Spool } from '../../../src/notify/spool.ts';
import { NotifyClock } from '../../support/notify-clock.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

const minuteMs = 60_000;

const settings: MailSettings = {
  host: 'mail',
  port: 25,
  security: 'auto',
  caFile: undefined,
  user: undefined,
  password: undefined,
  from: 'understudy@core2',
  to: ['a@example.com', 'b@example.com'],
  hostname: 'core2',
};

const taken = (to: readonly string[]): Delivery => ({
  kind: 'answered',
  reply: '250 2.0.0 queued',
  delivered: to,
  refused: [],
  deferred: [],
});
const away: Delivery = {
  kind: 'failed',
  sentence: 'The mail server is not reached',
  remedy: 'look',
  unreachable: true,
};

let folder: string;
let clock: NotifyClock;
let sent: Outgoing[];
let attempts: number;
let warned: string[];
let answer: (mail: Outgoing) => Delivery | Promise<Delivery>;
let using: MailSettings | undefined;
let outbox: Outbox;

/** A disk that needs no time, and outlives the outbox. */
class Memory {
  readonly letters = new Map<string, Letter>();
  state: MailState = noMailState;
  readonly open: OutboxParts['spool']['open'] = () =>
    Promise.resolve({ letters: [...this.letters.values()], state: this.state, damaged: [] });
  readonly write: OutboxParts['spool']['write'] = async (letter) => void this.letters.set(letter.id, letter);
  readonly remove: OutboxParts['spool']['remove'] = async ({ id }) => void this.letters.delete(id);
  readonly writeState: OutboxParts['spool']['writeState'] = async (state) => void (this.state = state);
}

let spool: OutboxParts['spool'];

const newOutbox = (): Outbox =>
  new Outbox({
    spool,
    clock,
    settings: () => using,
    deliver: async (mail) => {
      attempts += 1;
      const delivery = await answer(mail);
      if (delivery.kind === 'answered' && delivery.delivered.length > 0) sent.push(mail);
      return delivery;
    },
    warn: (sentence) => warned.push(sentence),
    info: () => undefined,
  });

const start = async (): Promise<void> => {
  outbox = newOutbox();
  await outbox.open();
};

const occasion = (headline: string, tag: Tag = 'ALERT', more: Partial<Occasion> = {}): Occasion => ({
  notice: {
    at: new Date(clock.nowMs()).toISOString(),
    server: 'core2',
    tag,
    headline,
    sentence: `It happened: ${headline}.`,
    toDo: [],
    facts: [],
  },
  ...more,
});

const pass = (ms: number): Promise<void> => clock.advance(ms, () => outbox.settled());
const subjects = (): string[] => sent.map(({ subject }) => subject);
const files = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.mail'));

beforeEach(async () => {
  folder = await newFolder();
  spool = new Memory();
  clock = new NotifyClock();
  sent = [];
  attempts = 0;
  warned = [];
  using = settings;
  answer = ({ to }) => taken(to);
  await start();
});
afterEach(async () => {
  await outbox.stop();
  await removeFolder(folder);
});

describe('one mail', () => {
  test('is on the disk, for its owner only, before anything is sent, and gone when the mail server has it', async () => {
    spool = new Spool(folder);
    await start();
    let found: string[] = [];
    answer = async ({ to }) => {
      found = await files();
      expect((await stat(join(folder, found[0]!))).mode & 0o777).toBe(0o600);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      return taken(to);
    };
    await outbox.post(occasion('one'));
    await pass(0);
    expect(found).toHaveLength(1);
    expect(subjects()).toEqual(['[understudy core2] ALERT one']);
    expect(await files()).toEqual([]);
    expect(outbox.state.lastSent).toMatchObject({ to: settings.to, reply: '250 2.0.0 queued' });
  });

  test('goes in the end where the mail server was away, with pauses that grow, across a restart', async () => {
    answer = () => away;
    await outbox.post(occasion('one'));
    await pass(0);
    expect(attempts).toBe(1);
    await pass(29_000);
    expect(attempts).toBe(1);
    await pass(1000);
    expect(attempts).toBe(2);
    await pass(59_000);
    expect(attempts).toBe(2);
    await pass(6 * 60 * minuteMs);
    // Every quarter of an hour in the end.
    expect(attempts).toBeGreaterThan(24);
    expect(attempts).toBeLessThan(32);
    await outbox.stop();
    answer = ({ to }) => taken(to);
    await start();
    await pass(0);
    expect(subjects()).toEqual(['[understudy core2] ALERT one']);
    expect(outbox.state.failingSince).toBeNull();
    expect(warned.filter((line) => line.includes('is not reached'))).toHaveLength(1);
  });

  test("keeps its id when it is sent again after a crash behind the mail server's yes", async () => {
    const ids: string[] = [];
    spool = new Spool(folder);
    await start();
    answer = ({ messageId, to }) => {
      ids.push(messageId);
      return taken(to);
    };
    await outbox.post(occasion('one'));
    const [name] = await files();
    const text = await readFile(join(folder, name!), 'utf8');
    await pass(0);
    await outbox.stop();
    await writeFile(join(folder, name!), text);
    await start();
    await pass(0);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f-]+@core2>$/);
  });

  test('an attempt that the stop of the worker ends is made again', async () => {
    const begun = Promise.withResolvers<undefined>();
    const going = Promise.withResolvers<Delivery>();
    answer = () => {
      begun.resolve(undefined);
      return going.promise;
    };
    await outbox.post(occasion('one'));
    const passed = clock.advance(0, () => Promise.race([outbox.settled(), begun.promise.then(() => undefined)]));
    await begun.promise;
    const stopped = outbox.stop();
    going.resolve(away);
    await Promise.all([stopped, passed]);
    expect(outbox.letters).toMatchObject([{ attempts: 0 }]);
    answer = ({ to }) => taken(to);
    await start();
    await pass(0);
    expect(sent).toHaveLength(1);
  });

  test('goes again only to whom it was deferred, and not to whom it was refused', async () => {
    const asked: (readonly string[])[] = [];
    using = { ...settings, to: ['a@x.org', 'b@x.org', 'c@x.org'] };
    answer = ({ to }) => {
      asked.push(to);
      if (asked.length > 1) return taken(to);
      return {
        kind: 'answered',
        reply: '250 ok',
        delivered: ['a@x.org'],
        refused: [{ address: 'b@x.org', reply: '550 no such user' }],
        deferred: [{ address: 'c@x.org', reply: '450 greylisted' }],
      };
    };
    await outbox.post(occasion('one'));
    await pass(minuteMs);
    expect(asked).toEqual([['a@x.org', 'b@x.org', 'c@x.org'], ['c@x.org']]);
    expect(outbox.letters).toEqual([]);
    expect(outbox.state.lastFailure).toMatchObject({
      sentence: 'The mail server does not deliver to b@x.org: 550 no such user',
      isForGood: true,
    });
  });

  test('that is refused is set aside, said, and tried again when a setting has changed', async () => {
    answer = () => ({
      kind: 'refused',
      sentence: 'refuses the sender: 553',
      remedy: 'another one',
      unreachable: false,
    });
    await outbox.post(occasion('one'));
    await pass(60 * minuteMs);
    expect(attempts).toBe(1);
    expect(outbox.letters).toMatchObject([{ isAside: true, fault: 'refuses the sender: 553' }]);
    expect(troubleOf(outbox.state, clock.nowMs())).toMatchObject({ sentence: 'refuses the sender: 553' });
    // Others are not held up.
    answer = ({ to, subject }) => (subject.endsWith('two') ? taken(to) : away);
    await outbox.post(occasion('two'));
    await pass(0);
    expect(subjects()).toEqual(['[understudy core2] ALERT two']);
    answer = ({ to }) => taken(to);
    await outbox.settingsChanged({ isQuiet: false });
    await pass(0);
    expect(subjects()).toEqual(['[understudy core2] ALERT two', '[understudy core2] ALERT one']);
    expect(troubleOf(outbox.state, clock.nowMs())).toBeNull();
  });

  test('that could not be sent for three days is given up, and that is said', async () => {
    answer = () => away;
    await outbox.post(occasion('one'));
    await pass(4 * 24 * 60 * minuteMs);
    expect(outbox.letters).toEqual([]);
    expect(await files()).toEqual([]);
    expect(outbox.state.dropped).toMatchObject({ count: 1, why: 'they waited too long' });
    expect(warned).toContain('1 notice by e-mail given up: they waited too long');
  });

  test('is not held up by a clock that is put back, nor given up for one that is put forward', async () => {
    using = undefined;
    await outbox.post(occasion('one'));
    await outbox.stop();
    clock.set(clock.nowMs() - 24 * 60 * minuteMs);
    using = settings;
    await start();
    await pass(0);
    expect(sent).toHaveLength(1);
    using = undefined;
    await outbox.post(occasion('two'));
    clock.set(clock.nowMs() + 365 * 24 * 60 * minuteMs);
    using = settings;
    await outbox.settingsChanged({ isQuiet: false });
    await pass(0);
    expect(sent).toHaveLength(2);
  });

  test('waits while no mail server is configured', async () => {
    using = undefined;
    await outbox.post(occasion('one'));
    await pass(60 * minuteMs);
    expect(attempts).toBe(0);
    using = settings;
    await outbox.settingsChanged({ isQuiet: false });
    await pass(0);
    expect(sent).toHaveLength(1);
  });

  test('goes although the disk does not take it', async () => {
    spool = new Spool(folder);
    await start();
    if (process.getuid?.() === 0) {
      // Nothing is closed to root: the folder is a file instead.
      await removeFolder(folder);
      await writeFile(folder, '');
    } else await chmod(folder, 0o500);
    await outbox.post(occasion('one'));
    await pass(0);
    expect(sent).toHaveLength(1);
    expect(warned[0]).toMatch(/^The queue of mails cannot be written: /);
  });
});

describe('many mails', () => {
  test('those that come too fast are put together into one, and an urgent one is not held back', async () => {
    for (let i = 1; i <= 30; i++) await outbox.post(occasion(`no ${i}`));
    await pass(0);
    expect(sent).toHaveLength(8);
    await outbox.post(occasion('core1 does not answer', 'ACTION NEEDED'));
    await pass(0);
    expect(subjects().at(-1)).toBe('[understudy core2] ACTION NEEDED core1 does not answer');
    await pass(10 * minuteMs);
    expect(sent).toHaveLength(10);
    expect(subjects().at(-1)).toBe('[understudy core2] ALERT and more: 22 notices');
    expect(sent.at(-1)?.text).toContain('It happened: no 9.');
    expect(sent.at(-1)?.text).toContain('It happened: no 30.');
  });

  test('a thousand in an hour are a few dozen mails', async () => {
    for (let i = 1; i <= 1000; i++) {
      await outbox.post(occasion(`no ${i}`));
      await pass(3600);
    }
    await pass(60 * minuteMs);
    expect(sent.length).toBeLessThan(70);
    const told = sent.flatMap(({ text }) => text.match(/It happened: no \d+\./g) ?? []);
    expect(new Set(told).size + (outbox.state.dropped?.count ?? 0)).toBe(1000);
  });

  test('while the mail server is away the queue stays small, and what is dropped is counted', async () => {
    answer = () => away;
    for (let i = 1; i <= 500; i++) {
      await outbox.post(occasion(`no ${i}`, 'FAILURE'));
      await pass(5 * minuteMs);
    }
    expect(outbox.letters.length).toBeLessThanOrEqual(51);
    const waiting = outbox.letters.reduce((sum, { notices }) => sum + notices.length, 0);
    expect(waiting + (outbox.state.dropped?.count ?? 0)).toBe(500);
    expect(waiting).toBeGreaterThan(100);
  });

  test('one that the mail server hangs on does not hold up the others', async () => {
    answer = ({ subject, to }) => (subject.endsWith('bad') ? away : taken(to));
    await outbox.post(occasion('bad', 'FAILURE'));
    await outbox.post(occasion('good'));
    await pass(5 * minuteMs);
    expect(subjects()).toEqual(['[understudy core2] ALERT good']);
  });
});

describe('the same fault', () => {
  const streak = { key: 'sync' };

  test('is told of once, and again when it was over, also across a restart', async () => {
    spool = new Spool(folder);
    await start();
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await outbox.stop();
    await start();
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await pass(0);
    expect(subjects()).toHaveLength(1);
    await outbox.post(occasion('works', 'SYNC WORKS AGAIN', { ends: ['sync'] }));
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await pass(0);
    expect(subjects().map((subject) => subject.split(' ').at(-1))).toEqual(['fails', 'works', 'fails']);
  });

  test('that goes on for long is told of again, with how often it was seen', async () => {
    const again = { streak: { key: 'x', againAfterMs: 60 * minuteMs } };
    for (let i = 0; i < 7; i++) {
      await outbox.post(occasion('x', 'ALERT', again));
      await pass(10 * minuteMs);
    }
    expect(sent).toHaveLength(2);
    expect(sent[1]?.text).toContain('5 more times since the last mail');
  });

  test('its end is told of only where its beginning was', async () => {
    const over = occasion('is over', 'RECOVERED', { ends: ['held:'], onlyIfTold: true });
    await outbox.post(over);
    await pass(0);
    expect(sent).toEqual([]);
    await outbox.post(occasion('begins', 'ACTION NEEDED', { streak: { key: 'held:F30' } }));
    await outbox.post(over);
    await pass(0);
    expect(sent).toHaveLength(2);
  });

  test('is forgotten when nobody wants to be told any more', async () => {
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await outbox.settingsChanged({ isQuiet: true });
    await outbox.post(occasion('fails', 'SYNC FAILED', { streak }));
    await pass(0);
    expect(sent).toHaveLength(2);
  });
});

test('a mail on the disk that cannot be read is set aside and said', async () => {
  spool = new Spool(folder);
  await writeFile(join(folder, `${'0'.repeat(12)}-${'0'.repeat(16)}.mail`), '{"notices":');
  await writeFile(join(folder, 'state.json'), '[]');
  await writeFile(join(folder, 'x.mail.new'), 'half');
  await start();
  expect(warned).toHaveLength(2);
  expect((await readdir(folder)).sort()).toEqual(['000000000000-0000000000000000.mail.damaged', 'state.json.damaged']);
  await outbox.post(occasion('one'));
  await pass(0);
  expect(sent).toHaveLength(1);
});
