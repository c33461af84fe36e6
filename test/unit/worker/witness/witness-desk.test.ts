import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../../../src/config/config.ts';
import { parseConfig } from '../../../../src/config/text.ts';
import type { PeerStatus } from '../../../../src/peer/protocol.ts';
import { WitnessDesk } from '../../../../src/worker/witness/witness-desk.ts';
import { FakeEtcd } from '../../../support/fake-etcd.ts';
import { newFolder, removeFolder } from '../../../support/temporary-folder.ts';
import { gently, noSignal, term } from '../../../support/witness-suite.ts';

const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const configOf = (text: string): Config => {
  const base = `hostname core1\ntrusted-host core2 address 10.9.9.2 key ${key('a')}\nfailover peer core2\nfailover lease 800ms 900ms\n`;
  const { config, faults } = parseConfig(`${base}${text}`);
  expect(faults).toEqual([]);
  return config!;
};

let etcd: FakeEtcd;
let root: string;
let url: string;
const opened: WitnessDesk[] = [];
const alerts: string[] = [];

interface Parts {
  readonly text?: string;
  readonly peersPair?: string;
  readonly secret?: string;
}
const holdingOf = ({ text = '', peersPair, secret }: Parts) => ({
  config: configOf(`failover witness etcd endpoints ${url}\n${text}`),
  paths: { root },
  watch: { last: (peersPair === undefined ? null : { witnessPair: peersPair }) as PeerStatus | null },
  secrets: { secretOf: () => secret },
});
const deskOf = (parts: Parts = {}): WitnessDesk => {
  const desk = new WitnessDesk(holdingOf(parts), (sentence) => alerts.push(sentence));
  opened.push(desk);
  return desk;
};
const claim = (desk: WitnessDesk, counter = 1) => desk.claim(term(counter, 'core1'), term(0, ''), gently, noSignal);

beforeEach(async () => {
  etcd = new FakeEtcd();
  url = await etcd.listen();
  root = await newFolder();
});
afterEach(async () => {
  for (const desk of opened.splice(0)) desk.close();
  alerts.length = 0;
  await etcd.close();
  await removeFolder(root);
});

test('what came of the last claim is shown, with what the witness says now', async () => {
  const desk = deskOf();
  expect(desk.summary).toEqual({ endpoints: [url], pair: 'core1+core2', lastAnswer: null, faults: [] });
  expect((await claim(desk, 3)).type).toBe('granted');
  expect(await desk.status()).toMatchObject({
    configured: true,
    reachable: true,
    reason: null,
    holder: 'core1',
    record: { term: term(3, 'core1'), dataTerm: term(0, '') },
    lastAnswer: { type: 'granted', sentence: 'the lease was granted for term 3 (core1)' },
    leaseMs: 800,
    grantMs: 900,
  });
  await desk.release(noSignal);
  expect(await desk.status()).toMatchObject({ holder: null });
});

test('the same question while one is under way is that one', async () => {
  const desk = deskOf();
  etcd.delayMs = 20;
  const answers = await Promise.all([claim(desk), claim(desk), claim(desk)]);
  expect(new Set(answers).size).toBe(1);
  expect(etcd.asked).toHaveLength(3);
});

test('both servers make the same name of the pair', () => {
  const desk = deskOf();
  expect(desk.pairName).toBe('core1+core2');
  const other = parseConfig(
    `hostname core2\ntrusted-host core1 key ${key('b')}\nfailover peer core1\nfailover witness etcd endpoints ${url}`,
  ).config;
  const there = new WitnessDesk({ ...holdingOf({}), config: other! }, () => undefined);
  expect(there.pairName).toBe('core1+core2');
});

test('a peer that calls the pair otherwise at the witness is a blocker, and nothing is claimed', async () => {
  const desk = deskOf({ peersPair: 'alpha+core1' });
  expect(desk.blockers).toEqual([
    {
      sentence:
        'This server calls the pair core1+core2 at the witness, and core2 calls it alpha+core1: both could be let serve',
      remedy: 'give it one name on both servers: "failover witness etcd pair NAME"',
    },
  ]);
  expect((await claim(desk)).type).toBe('unreachable');
  expect(etcd.asked).toEqual([]);
  expect(deskOf({ peersPair: 'core1+core2' }).blockers).toEqual([]);
});

describe('settings that cannot be right on this host', () => {
  const tls = 'failover witness etcd ca /etc/understudy/ca.pem';

  test('a file that is not there, until it is', async () => {
    const desk = deskOf({ text: tls });
    expect(desk.blockers[0]?.sentence).toContain('/etc/understudy/ca.pem, for the witness, cannot be read');
    await mkdir(join(root, 'etc/understudy'), { recursive: true });
    await writeFile(join(root, 'etc/understudy/ca.pem'), '');
    expect(desk.blockers).toEqual([]);
  });

  test('a password that this server does not know', () => {
    const text = 'failover witness etcd user core1';
    expect(deskOf({ text }).blockers[0]?.sentence).toContain('The password of core1');
    const password = `${text}\nfailover witness etcd password kept$${'a'.repeat(22)}`;
    expect(deskOf({ text: password }).blockers).toHaveLength(1);
    expect(deskOf({ text: password, secret: 's' }).blockers).toEqual([]);
  });

  test.each([
    ['http://127.0.0.1:2379', 'this server'],
    ['http://localhost:2379', 'this server'],
    ['http://10.9.9.2:2379', 'core2'],
    ['http://core2:2379', 'core2'],
  ])('a witness on one of the two is warned of: %s', (endpoint, owner) => {
    const desk = deskOf();
    const before = configOf('');
    const now = configOf(`failover witness etcd endpoints ${endpoint}`);
    expect(desk.changed(now, before)).toEqual([expect.stringContaining(`The witness ${endpoint} is on ${owner}`)]);
    expect(desk.changed(now, now)).toEqual([]);
  });

  test('a witness on a third machine is not', () => {
    const now = configOf('failover witness etcd endpoints http://192.0.2.7:2379');
    expect(deskOf().changed(now, configOf(''))).toEqual([]);
  });
});

test('without a witness nothing is asked, nothing is in the way, and a test says what to do', async () => {
  const desk = new WitnessDesk({ ...holdingOf({}), config: configOf('') }, () => undefined);
  expect(desk.summary).toBeNull();
  expect(desk.blockers).toEqual([]);
  expect(await desk.status()).toMatchObject({ configured: false, reachable: false, reason: null });
  expect((await claim(desk)).type).toBe('unreachable');
  await desk.release(noSignal);
  await expect(desk.test()).rejects.toMatchObject({ code: 'refused' });
});

test('a test goes through the settings, too', async () => {
  const report = await deskOf({ text: 'failover witness etcd user core1' }).test();
  expect(report).toMatchObject({ ok: false, host: 'the witness' });
  expect(report.steps[0]).toMatchObject({ name: 'settings: are right', ok: false });
  expect(await deskOf().test()).toMatchObject({ ok: true, message: 'Test was successful' });
});

test('a witness that went back in time is told to people', async () => {
  const desk = deskOf();
  const empty = etcd.snapshot();
  await claim(desk);
  etcd.restore(empty);
  expect((await claim(desk)).type).toBe('unreachable');
  expect(alerts).toEqual([expect.stringContaining('the witness went back in time')]);
});
