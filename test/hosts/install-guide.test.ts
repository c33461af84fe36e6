import { cpSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sessionsIn, type DocumentedSession } from '../support/documented-session.ts';
import { Lab } from '../lab/lab.ts';
import { productPackage } from '../lab/product.ts';
import type { Host } from '../lab/host.ts';
import { until } from '../lab/until.ts';
import { placeApplication } from './guide-application.ts';
import { GuideReader } from './guide.ts';

const page = 'docs/install.md';
const isRecording = process.env['RECORD'] === '1';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** What happens between two sessions, written where a reader does not see it: `<!-- lab: power off core1 -->`. */
interface Happening {
  readonly line: number;
  readonly words: readonly string[];
}

const happenings = (): Happening[] =>
  readFileSync(page, 'utf8')
    .split('\n')
    .flatMap((text, i) => {
      const [, words] = /^\s*<!-- lab: (.+) -->$/.exec(text) ?? [];
      return words === undefined ? [] : [{ line: i + 1, words: words.split(' ') }];
    });

const onHosts = (): DocumentedSession[] => sessionsIn(page).filter(({ state }) => state.startsWith('on-'));
const isSession = (one: DocumentedSession | Happening): one is DocumentedSession => 'rows' in one;
const course = (): (DocumentedSession | Happening)[] => [...onHosts(), ...happenings()].sort((a, b) => a.line - b.line);

let lab: Lab;
let reader: GuideReader;
const hostOf = (name: string): Host => {
  const host = lab.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`${page} speaks of ${name}, which is no host of the lab`);
  return host;
};

beforeAll(async () => {
  lab = await Lab.start(['core1', 'core2'], { bare: true });
  reader = new GuideReader(hostOf);
  for (const host of lab.hosts) {
    cpSync(productPackage, host.path(`/root/understudy_${version}_amd64.deb`));
    await placeApplication(host);
  }
});
afterAll(async () => {
  await reader.leave();
  await lab.close();
});

const happen = async ([what, ...words]: readonly string[]): Promise<void> => {
  const host = hostOf(words.at(-1) ?? '');
  switch (`${what ?? ''} ${words.slice(0, -1).join(' ')}`.trim()) {
    case 'power off':
      await reader.hasLost(host.name);
      return host.cutPower();
    case 'power on':
      return host.powerOn();
    case 'suspects core1 on':
      await until(
        `${host.name} has given its peer up`,
        () => host.must(['understudy', 'show', 'failover', '--json']),
        (text) => /"phase": ?"held"/.test(text),
      );
      return;
    default:
      throw new Error(`${page}: nobody knows what to do at "${[what, ...words].join(' ')}"`);
  }
};

const titleOf = (one: DocumentedSession | Happening): string =>
  isSession(one) ? `${basename(one.page)}:${one.line}, ${one.state.replace('-', ' ')}` : one.words.join(' ');

test('the guide has sessions on both hosts', () => {
  expect(new Set(onHosts().map(({ state }) => state))).toEqual(new Set(['on-core1', 'on-core2']));
});

test.each(course().map((one, i) => [titleOf(one), i] as const))('%s', async (_title, i) => {
  // Read anew: what was recorded so far has moved the rest of the page.
  const one = course()[i];
  if (one === undefined) throw new Error(`${page} has become shorter`);
  await (isSession(one) ? reader.play(one) : happen(one.words));
});

test('what was recorded is to be read before it is committed', () => {
  expect(isRecording && process.env['CI'] !== undefined).toBe(false);
});
