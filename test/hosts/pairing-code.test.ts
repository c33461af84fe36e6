import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MatrixReport, PairingCode, PairingReport } from '../../src/control/pairing-shapes.ts';
import type { ValidationReport } from '../../src/control/validation-shapes.ts';
import { pairingSecretsOf } from '../../src/peer/pairing-code.ts';
import { Terminal } from '../support/terminal.ts';
import { applicationLines } from './application.ts';
import type { Appliance } from './appliance.ts';
import { bootTwo, type Pair } from './pair.ts';

const authorizedKeys = '/var/lib/understudy/ssh/authorized_keys';

let pair: Pair;
beforeAll(async () => (pair = await bootTwo()));
afterAll(() => pair.lab.close());

const newCode = async ({ host }: Appliance): Promise<PairingCode> =>
  JSON.parse(await host.must(['understudy', 'failover', 'pair', '--json'])) as PairingCode;

/** Types a code at core2, as a script does. */
const typeCode = (code: string, ...options: string[]) =>
  pair.core2.host.exec(['understudy', 'failover', 'pair', pair.core1.host.address, '--yes', ...options], {
    input: `${code}\n`,
    timeoutMs: 120_000,
  });

/** What the two are set to. */
const state = async (): Promise<string[]> =>
  (await Promise.all([pair.core1, pair.core2].map((core) => core.type('show running-config')))).map(
    ({ stdout }) => stdout,
  );

test('a code that is not the one shown opens nothing on the real sshd', async () => {
  const { core1 } = pair;
  await newCode(core1);
  const before = await state();
  const wrong = await typeCode('0000-0000-0000-0000');
  expect(await state()).toEqual(before);
  expect(wrong.exitStatus).toBe(5);
  expect(wrong.stderr).toContain('does not let this server in as understudy: the code is wrong, used or expired');
});

test('a code whose time is over is refused by sshd itself', async () => {
  const { core1 } = pair;
  const { code } = await newCode(core1);
  await core1.host.must(['sed', '-i', 's/expiry-time="[0-9]*Z"/expiry-time="20200101000000Z"/', authorizedKeys]);
  expect((await typeCode(code)).exitStatus).toBe(5);
});

test('the key of a code opens the pairing and nothing else', async () => {
  const { core1, core2 } = pair;
  const { login } = await pairingSecretsOf((await newCode(core1)).code);
  core2.host.write('/root/code-key', login.privateKey, 0o600);
  const options = ['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const ssh = ['ssh', '-F', 'none', '-i', '/root/code-key', ...options.flatMap((option) => ['-o', option])];
  const at = `understudy@${core1.host.address}`;
  const asked = ['', 'hello', 'pair; id', 'rsync --server --sender -logtpre.iLsfxCIvu . snapshot/x/'];
  const answers = await Promise.all(
    asked.map((words) => core2.host.exec([...ssh, at, ...(words === '' ? [] : [words])], { input: '' })),
  );
  for (const { exitStatus, stdout, stderr } of answers)
    expect({ exitStatus, stdout, stderr }).toEqual({
      exitStatus: 5,
      stdout: '',
      stderr: expect.stringContaining('understudy-peer: a pairing code opens nothing but the pairing itself'),
    });
});

test('a server that loses its power after everything was agreed leaves both as they were', async () => {
  const { core1, core2 } = pair;
  const { code } = await newCode(core1);
  const before = await state();
  const typing = Terminal.startProgram([...core2.host.door, 'understudy', 'failover', 'pair', core1.host.address], {
    columns: 100,
    patienceMs: 60_000,
  });
  await typing.shows(`Pairing code that ${core1.host.address} shows:`);
  typing.type(`${code}\r`);
  await typing.shows('Which one is to be the Primary?');
  typing.type('core1\r');
  await typing.shows('Continue? [yes/no] (no):');
  await core1.host.cutPower();
  typing.type('yes\r');
  expect(await typing.ended()).toBe(4);
  expect(typing.screen.text).toContain(`The link to ${core1.host.address} broke`);
  await core1.host.powerOn();
  await core1.until('the worker answers again', () => true);
  expect(await state()).toEqual(before);
  expect(await core1.host.must(['cat', authorizedKeys])).not.toContain('--pairing');
});

test('E9: a Secondary that may not back its Primary is refused before anything is changed, unless both accept it', async () => {
  const { core1, core2 } = pair;
  await core1.configure(['server-type va-5']);
  await core2.configure(['server-type va-2']);
  const { code } = await newCode(core1);
  const before = await core2.type('show running-config');
  const refused = await typeCode(code);
  expect(refused).toMatchObject({ exitStatus: 5, stderr: expect.stringContaining('of type VA-2 may not back') });
  expect((await core2.type('show running-config')).stdout).toBe(before.stdout);
  for (const core of [core1, core2]) await core.configure(['no server-type']);
});

test('E10: sixteen characters make two bare hosts a pair', async () => {
  const { core1, core2 } = pair;
  const { code, addresses } = await newCode(core1);
  expect(addresses).toContain(core1.host.address);
  const { exitStatus, stdout, stderr } = await typeCode(code, '--json');
  expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: expect.any(String) });
  const report = JSON.parse(stdout) as PairingReport;
  expect(report).toMatchObject({ primary: 'core1', secondary: 'core2', test: { ok: true } });
  expect(report.checks.filter(({ result }) => result !== 'ok')).toEqual([]);
  expect(await core1.host.must(['cat', authorizedKeys])).not.toContain('--pairing');
  for (const [core, other] of [
    [core1, core2],
    [core2, core1],
  ] as const) {
    const { stdout: text } = await core.type('show startup-config');
    for (const line of [`trusted-host ${other.name}`, ` address ${other.host.address}`, `failover peer ${other.name}`])
      expect(text).toContain(`${line}\n`);
  }
  expect(await core1.status()).toMatchObject({ mode: 'primary', state: 'active' });
  expect(await core2.status()).toMatchObject({ mode: 'secondary', state: 'standby' });
  expect((await typeCode(code)).exitStatus).toBe(5);
  for (const core of [core1, core2])
    expect((await core.host.exec(['grep', '-rlia', code, '/var/log', '/var/lib/understudy', '/etc'])).stdout).toBe('');
});

test('F7: the validation plan fails while nothing is configured, and passes on both servers once it is', async () => {
  const { core1, core2, client1 } = pair;
  const bare = await core2.host.exec(['understudy', 'failover', 'validate', '--json'], { timeoutMs: 120_000 });
  expect(bare.exitStatus).toBe(1);
  const before = JSON.parse(bare.stdout) as ValidationReport;
  const failedThen = before.items.filter(({ result }) => result === 'failed').map(({ name }) => name);
  expect(failedThen).toEqual(expect.arrayContaining(['synchronization', 'heartbeats in the log', 'readiness']));
  expect(before.items.filter(({ result, remedy }) => result === 'failed' && remedy === null)).toEqual([]);

  for (const core of [core1, core2])
    await core.configure(['failover heartbeat interval 500ms', ...applicationLines, 'high-availability enable']);
  await client1.untilServed();
  await client1.add('one');
  await core2.until('it hears core1', ({ peer }) => peer.reachable && peer.state === 'active');
  await core1.until('it hears core2', ({ peer }) => peer.reachable);
  const reports = [];
  for (const core of [core2, core1]) {
    const { exitStatus, stdout } = await core.host.exec(['understudy', 'failover', 'validate', '--json'], {
      timeoutMs: 120_000,
    });
    const report = JSON.parse(stdout) as ValidationReport;
    expect(report.items.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(exitStatus).toBe(0);
    reports.push(report);
  }
  expect(reports[0]?.items.find(({ name }) => name === 'equal counts')).toMatchObject({
    result: 'ok',
    detail: expect.stringContaining('registry: 1 devices'),
  });
});

test('E9: a pair that fits no longer takes no copy, and says so before it is needed', async () => {
  const { core1, core2 } = pair;
  await core2.configure(['server-type va-2']);
  await core1.configure(['server-type va-5']);
  await core2.until('it has heard of it', ({ readiness }) =>
    readiness.blockers.some((sentence) => sentence.includes('core2 may not back core1')),
  );
  const { pair: fit } = await core2.read<MatrixReport>('show failover matrix');
  expect(fit).toMatchObject({ rule: 'matrix', fits: false, accepted: false, primary: { hostname: 'core1' } });
  const refused = await core2.type('failover sync core1');
  expect(refused).toMatchObject({ exitStatus: 5, stderr: expect.stringContaining('core2 may not back core1') });
  await core2.configure(['failover accept-smaller-secondary enable']);
  expect(await core2.type('failover sync core1')).toMatchObject({ exitStatus: 0 });
});
