import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { noTerm } from '../../src/failover/term.ts';
import { probeWitness, type ProbeOptions } from '../../src/witness/probe.ts';
import type { WitnessView } from '../../src/witness/witness.ts';
import { Dice } from '../support/dice.ts';
import { EtcdCluster, eventually } from '../support/etcd-cluster.ts';
import { newFolder } from '../support/temporary-folder.ts';
import { race } from '../support/witness-race.ts';
import {
  claimantOf,
  claimUntilGranted,
  gently,
  granted,
  noSignal,
  term,
  witnessSuite,
  type Claimant,
} from '../support/witness-suite.ts';

const times = { leaseMs: 1200, grantMs: 1500 };
const noTls = { ca: undefined, certificate: undefined, key: undefined };
const opened: Claimant[] = [];
const open = (name: string, options: Parameters<typeof claimantOf>[2], pair?: string): Claimant => {
  const claimant = claimantOf(name, times, options, pair);
  opened.push(claimant);
  return claimant;
};
const claim = ({ witness, name }: Claimant, counter = 1) =>
  witness.claim(term(counter, name), noTerm, gently, noSignal);
const seen = async (claimant: Claimant): Promise<Extract<WitnessView, { holder: string | null }>> => {
  const view = await claimant.witness.read(noSignal);
  if ('unreachable' in view) throw new Error(view.unreachable);
  return view;
};
const probeOf = (endpoints: string[], more: Partial<ProbeOptions> = {}) =>
  probeWitness(
    {
      ...times,
      endpoints,
      tls: noTls,
      login: undefined,
      requestTimeoutMs: 1000,
      pair: 'core1+core2',
      hostname: 'core1',
      pingTargets: [],
      ...more,
    },
    noSignal,
  );

afterEach(() => {
  for (const claimant of opened.splice(0)) claimant.close();
});

describe('one member', () => {
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(1);
    await eventually(() => seen(open('core1', { endpoints: etcd.endpoints })));
  });
  afterAll(() => etcd.close());

  witnessSuite('Debian’s etcd', times, () =>
    Promise.resolve({ url: etcd.endpoints[0] ?? '', end: () => Promise.resolve() }),
  );

  test('a test of it goes well, and leaves nothing behind', async () => {
    const steps = await probeOf(etcd.endpoints, { pingTargets: ['127.0.0.1'] });
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps).toHaveLength(4);
    const keys = `core1+core2/test/core1/${(etcd.endpoints[0] ?? '').slice('http://'.length)}`;
    const left = claimantOf('core1', times, { endpoints: etcd.endpoints }, keys);
    opened.push(left);
    expect(await seen(left)).toEqual({ record: null, holder: null });
  });

  test('killed and started again it remembers record and lease', async () => {
    const one = open('core1', { endpoints: etcd.endpoints });
    const other = open('core2', { endpoints: etcd.endpoints });
    const { untilMs } = granted(await claim(one));
    await etcd.kill(0);
    expect((await claim(one)).type).toBe('unreachable');
    etcd.begin(0);
    expect((await eventually(() => seen(other))).record?.term).toEqual(term(1, 'core1'));
    const { begunMs } = await claimUntilGranted(other.witness, term(2, 'core2'), noTerm);
    expect(begunMs).toBeGreaterThan(untilMs);
  });

  test('restored from an older copy it does not count until a forgotten grant is over', async () => {
    const one = open('core1', { endpoints: etcd.endpoints }, 'restored');
    await etcd.kill(0);
    const copy = await etcd.backUp(0);
    etcd.begin(0);
    await eventually(() => seen(one));
    granted(await claim(one));
    await etcd.kill(0);
    await etcd.restore(0, copy);
    etcd.begin(0);
    for (;;) {
      const view = await one.witness.read(noSignal);
      if ('unreachable' in view && view.unreachable.includes('the witness went back in time')) break;
      expect(view).toHaveProperty('unreachable');
      await wait(20);
    }
    await claimUntilGranted(one.witness, term(1, 'core1'), noTerm);
    expect(one.told).toHaveLength(1);
  });
});

describe('three members', () => {
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(3);
    await eventually(() => seen(open('core1', { endpoints: etcd.endpoints })));
  });
  afterAll(() => etcd.close());

  test('one killed: it goes on; two: nothing is granted, and what was granted runs out; back again: it goes on', async () => {
    const one = open('core1', { endpoints: etcd.endpoints });
    const other = open('core2', { endpoints: etcd.endpoints });
    granted(await claim(one));
    await etcd.kill(0);
    await claimUntilGranted(one.witness, term(1, 'core1'), noTerm);

    await etcd.kill(1);
    for (const who of [one, other]) expect((await claim(who, 2)).type).toBe('unreachable');
    const steps = await probeOf(etcd.endpoints);
    expect(steps.filter(({ ok }) => ok)).toHaveLength(1);
    expect(steps.find(({ name }) => name.endsWith('is healthy'))?.detail).toMatch(/no leader|no answer|timed out/);

    etcd.begin(0);
    etcd.begin(1);
    await claimUntilGranted(one.witness, term(2, 'core1'), noTerm);
    expect(await claim(other, 3)).toMatchObject({ type: 'refused', holder: 'core1' });
  });

  test('members and servers that are killed and stopped at random: never two may serve', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const dice = new Dice(seed);
    const end = new AbortController();
    const disturb = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const i = dice.below(3);
        if (dice.below(2) === 0) {
          await etcd.kill(i);
          await wait(dice.below(500));
          etcd.begin(i);
        } else {
          etcd.signal(i, 'SIGSTOP');
          await wait(dice.below(1500));
          etcd.signal(i, 'SIGCONT');
        }
        await wait(dice.below(1000));
      }
    };
    const disturbed = disturb();
    const result = await race({
      endpoints: etcd.endpoints,
      times: { leaseMs: 1900, grantMs: 2000 },
      pair: 'race',
      durationMs: Number(process.env['RACE_MS'] ?? 3000),
      dice: new Dice(seed + 1),
    });
    end.abort();
    await disturbed;
    expect([`seed ${seed}`, ...result.violations]).toEqual([`seed ${seed}`]);
    expect(result.grants).toBeGreaterThan(0);
  });
});

describe('TLS with certificates of clients, and logins', () => {
  let folder: string;
  let etcd: EtcdCluster;
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: string[]): void => void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const certificate = async (name: string, subject = `/CN=${name}`): Promise<void> => {
    await writeFile(at(`${name}.ext`), 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n');
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      subject,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  beforeAll(async () => {
    folder = await newFolder();
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=ca',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    await certificate('etcd');
    await certificate('core1');
    await certificate('nameless', '/O=core1');
    etcd = await EtcdCluster.start(1, { ca: at('ca.pem'), certificate: at('etcd.pem'), key: at('etcd.key') });
  });
  afterAll(async () => {
    await etcd.close();
    await rm(folder, { recursive: true, force: true });
  });
  const tls = () => ({ ca: at('ca.pem'), certificate: at('core1.pem'), key: at('core1.key') });

  test('with a certificate that etcd trusts the lease is granted; without one, or with another authority, it is said why', async () => {
    const one = open('core1', { endpoints: etcd.endpoints, tls: tls() });
    await eventually(() => seen(one));
    granted(await claim(one));
    const [without] = await probeOf(etcd.endpoints, { tls: { ...tls(), certificate: undefined, key: undefined } });
    expect(without).toMatchObject({ ok: false, unreachable: true });
    expect(without?.detail).toContain('it does not take our certificate');
    expect(without?.detail).toContain('"failover witness etcd certificate"');
    const [untrusted] = await probeOf(etcd.endpoints, { tls: { ...tls(), ca: undefined } });
    expect(untrusted?.detail).toContain('"failover witness etcd ca"');
  });

  test('with a user that may read and write below /understudy/ the lease is granted; without the right it is said', async () => {
    const post = (path: string, body: object): void =>
      void execFileSync(
        'curl',
        [
          ...['-sSf', '--cacert', at('ca.pem'), '--cert', at('core1.pem'), '--key', at('core1.key')],
          ...['-d', JSON.stringify(body), `${etcd.endpoints[0] ?? ''}${path}`],
        ],
        { stdio: 'pipe' },
      );
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    post('/v3/auth/user/add', { name: 'root', password: 'r' });
    post('/v3/auth/user/grant', { user: 'root', role: 'root' });
    post('/v3/auth/role/add', { name: 'witness' });
    const perm = { permType: 'READWRITE', key: encoded('/understudy/'), range_end: encoded('/understudy0') };
    post('/v3/auth/role/grant', { name: 'witness', perm });
    for (const name of ['core1', 'nobody']) post('/v3/auth/user/add', { name, password: 'p w' });
    post('/v3/auth/user/grant', { user: 'core1', role: 'witness' });
    post('/v3/auth/enable', {});

    const nameless = { ...tls(), certificate: at('nameless.pem'), key: at('nameless.key') };
    const login = (user: string) => ({ user, password: () => Promise.resolve('p w') });
    expect((await probeOf(etcd.endpoints, { tls: nameless, login: login('core1') })).filter(({ ok }) => !ok)).toEqual(
      [],
    );
    const one = open('core1', { endpoints: etcd.endpoints, tls: nameless, login: login('core1') });
    granted(await eventually(() => claim(one)));
    const [named] = await probeOf(etcd.endpoints, { tls: tls(), login: login('core1') });
    expect(named?.detail).toContain('make the certificate of this server without CN');
    const denied = await probeOf(etcd.endpoints, { tls: nameless, login: login('nobody') });
    expect(denied.at(-1)?.detail).toContain('"etcdctl role grant-permission');
    const unknown = await probeOf(etcd.endpoints, { tls: tls() });
    expect(unknown.at(-1)?.detail).toContain('"failover witness etcd user"');
  });
});
