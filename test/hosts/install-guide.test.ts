import { cpSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sessionsIn, type DocumentedSession } from '../support/documented-session.ts';
import { Lab } from '../lab/lab.ts';
import { productPackage } from '../lab/product.ts';
import type { Host } from '../lab/host.ts';
import type { FailoverStatus } from '../../src/control/shapes.ts';
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

/** A file that the reader of the page writes, as the page shows it. */
const fileIn = (path: string, name: string): string => {
  const shown = new RegExp(`:~# cat ${name.replace('.', String.raw`\.`)}\n(.*?)\nroot@`, 's');
  const [, text] = shown.exec(readFileSync(path, 'utf8')) ?? [];
  if (text === undefined) throw new Error(`${path} does not show ${name}`);
  return `${text}\n`;
};

let lab: Lab;
let reader: GuideReader;
/** Whoever has lost the way does not find it again. */
let isLost = false;
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
    for (const name of ['core2.answers', 'registry.conf']) host.write(`/root/${name}`, fileIn(page, name), 0o600);
  }
});
afterAll(async () => {
  await reader.leave();
  await lab.close();
});

const untilSeen = (host: Host, what: string, isSo: (status: FailoverStatus) => boolean): Promise<unknown> =>
  until(
    `${host.name}: ${what}`,
    async () => JSON.parse(await host.must(['understudy', 'show', 'failover', '--json'])) as FailoverStatus,
    isSo,
  );

const happen = async ([what, ...words]: readonly string[]): Promise<void> => {
  const host = hostOf(words.at(-1) ?? '');
  if (what === 'phase') {
    await untilSeen(host, `it is ${words[0] ?? ''}`, ({ phase }) => phase === words[0]);
    return;
  }
  if (what === 'peer') {
    await untilSeen(host, 'its peer serves no more', ({ peer }) => peer.reachable && peer.state !== 'active');
    return;
  }
  if (what === 'address') {
    await untilSeen(host, 'it has the virtual address', ({ virtualIp }) => virtualIp?.held === true);
    return;
  }
  switch (`${what ?? ''} ${words.slice(0, -1).join(' ')}`.trim()) {
    case 'power off':
      await reader.hasLost(host.name);
      return host.cutPower();
    case 'power on':
      return host.powerOn();
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
  if (isLost) throw new Error('A step before this one went wrong');
  isLost = true;
  await (isSession(one) ? reader.play(one) : happen(one.words));
  isLost = false;
});

test('what was recorded is to be read before it is committed', () => {
  expect(isRecording && process.env['CI'] !== undefined).toBe(false);
});
