import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { play, rewrite, sessionsIn, shortened, stepsOf } from '../support/documented-session.ts';
import { openDocumented } from '../support/documented-terminal.ts';
import { playBack, readTape } from '../support/tape.ts';

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((page) =>
  page.endsWith('.md'),
);
/** The last one of a page first: what is written down moves the ones below it. */
const sessions = pages
  .flatMap((page) => sessionsIn(page).reverse())
  // Those on real hosts are replayed there: test/hosts/install-guide.test.ts.
  .filter(({ state }) => !state.startsWith('on-'));
const isRecording = process.env['RECORD'] === '1';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

test('there are documented sessions', () => {
  expect(sessions.length).toBeGreaterThan(5);
});

test.each(sessions.map((session) => [`${session.page}:${session.line}`, session] as const))(
  'the session in %s is what an operator sees',
  async (_place, session) => {
    const tape = readTape(session.state);
    const worker = await playBack(tape);
    cleanUp.push(() => worker.close());
    const steps = stepsOf(session.rows);
    const { terminal, close } = await openDocumented(worker.root, steps[0]?.prompt === '$ ', tape.moment);
    cleanUp.push(close);
    const seen = shortened(await play(terminal, steps, 'understudy'), session.rows);
    if (isRecording) rewrite(session, seen);
    else expect(seen).toEqual(session.rows);
  },
);
