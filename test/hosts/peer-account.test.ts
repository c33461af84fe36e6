import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SyncHistory } from '../../src/control/shapes.ts';
import type { Ran } from '../lab/program.ts';
import { until } from '../lab/until.ts';
import { bootTwo, trustLine, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootTwo()));
afterAll(() => pair.lab.close());

const state = '/var/lib/understudy';
const data = '/srv/app';
const honest = 'rsync --server --sender -logtpre.iLsfxCIvu . dataset/files/';
const unit = 'understudy-send@*.service';

/** The OpenSSH client of core2 with its own key, as anybody who has stolen that key would run it. */
const client =
  `-F none -i ${state}/ssh/id_ed25519 -o BatchMode=yes -o IdentitiesOnly=yes -o ConnectTimeout=10 ` +
  `-o UserKnownHostsFile=${state}/ssh/known_hosts`;
const ssh = `timeout 20 ssh ${client}`;
const core1 = 'understudy@10.77.0.1';

const shell = (host: 'core1' | 'core2', line: string, input?: string): Promise<Ran> =>
  pair[host].host.exec(['bash', '-c', line], input === undefined ? {} : { input });
const must = (host: 'core1' | 'core2', line: string): Promise<string> => pair[host].host.must(['bash', '-c', line]);

const senders = async (): Promise<string[]> =>
  (await must('core1', `systemctl list-units --no-legend --plain --state=running '${unit}'`))
    .split('\n')
    .filter(Boolean);

/** A transfer on core1 whose receiver, on core2, says nothing more. */
const stall = async (): Promise<void> => {
  await must(
    'core2',
    `( sleep 100 | setsid ssh ${client} ${core1} '${honest}' >/dev/null 2>/tmp/stalled ) >/dev/null 2>&1 &`,
  );
  await until('a transfer is under way', senders, (found) => found.length === 1);
  await until(
    'its rsync runs',
    () => shell('core1', 'pgrep -x rsync'),
    ({ exitStatus }) => exitStatus === 0,
  );
};
const nothingIsSent = (): Promise<unknown> => until('the sender is gone', senders, (found) => found.length === 0);

test('files that only their owner may read come over, and root is not logged in as (E10)', async () => {
  const { core1: one, core2: two } = pair;
  await must(
    'core1',
    `mkdir -p -m 700 ${data}/files; head -c 300000 /dev/urandom >${data}/files/key.pem; ln -s /etc/shadow ${data}/files/link`,
  );
  await must(
    'core1',
    `sqlite3 ${data}/registry.sqlite 'create table devices (id); insert into devices values (1), (2)'`,
  );
  await must(
    'core1',
    `chmod 600 ${data}/files/key.pem ${data}/registry.sqlite; chown -R daemon:daemon ${data}; chmod 700 ${data}`,
  );
  const datasets = [
    `dataset registry kind sqlite path ${data}/registry.sqlite count devices`,
    `dataset files kind files path ${data}/files`,
  ];
  expect((await two.type('failover mode secondary')).exitStatus).toBe(0);
  await one.configure([await trustLine(two), 'failover peer core2', ...datasets, 'high-availability enable']);
  await two.configure([await trustLine(one), 'failover peer core1', ...datasets, 'high-availability enable']);
  await two.until('it hears core1', ({ peer }) => peer.reachable && peer.state === 'active');
  expect(await two.type('failover sync core1')).toMatchObject({ exitStatus: 0 });
  const { runs } = await two.read<SyncHistory>('show failover sync');
  expect(runs[0]?.counts).toContainEqual({ dataset: 'registry', of: 'devices', primary: 2, secondary: 2 });
  const stats = `cd ${data}; stat -c '%n %a %U %N' files files/* registry.sqlite; sha256sum files/key.pem`;
  expect(await must('core2', stats)).toBe(await must('core1', stats));
  expect(await must('core1', 'ls -A /root/.ssh 2>/dev/null || true')).toBe('');
  expect(await must('core1', 'journalctl --no-pager -u ssh.service -o cat')).not.toContain(
    'Accepted publickey for root',
  );
});

test("the peers' account owns nothing, and is let into nothing but its authorized_keys and its two sockets", async () => {
  // What lies below a closed folder is closed, too.
  const open = `find ${state} /etc/understudy /var/log/understudy -type d ! -perm /077 -prune -o -perm /077 -printf '%m %p\\n'`;
  const beyond = (await must('core1', open)).split('\n').filter((line) => !line.includes(`${state}/ssh`));
  expect(beyond.toSorted()).toEqual(['711 /var/lib/understudy', '750 /etc/understudy', '750 /var/log/understudy']);
  expect(await must('core1', `find / -xdev -user understudy ! -path '/proc/*' 2>/dev/null || true`)).toBe('');
  const as = 'setpriv --reuid understudy --regid understudy --init-groups';
  const tries: readonly (readonly [string, boolean])[] = [
    [`cat ${state}/ssh/authorized_keys`, true],
    [`test -w /run/understudy/peer.sock -a -w /run/understudy/send.sock`, true],
    [`cat ${state}/ssh/id_ed25519`, false],
    [`test -w ${state}/ssh/authorized_keys -o -w ${state}/ssh -o -w ${state}`, false],
    [`cat ${state}/state.json`, false],
    [`ls ${state}`, false],
    [`ls /run/understudy/private`, false],
    [`cat ${data}/files/key.pem`, false],
  ];
  for (const [line, works] of tries) {
    const { exitStatus } = await shell('core1', `${as} sh -c '${line}'`);
    expect({ line, works: exitStatus === 0 }).toEqual({ line, works });
  }
});

test('the sender may read, and nothing else: no root, no network, no key of ours', async () => {
  await pair.core2.host.must(['systemctl', 'stop', 'understudyd']);
  const opening = JSON.stringify({ id: 1, op: 'openSnapshot', body: { run: 'mine' } });
  // From here on core2 is in the hands of somebody who has its key, and opens a run of his own.
  await must(
    'core2',
    `( (echo '${opening}'; sleep 100) | setsid ssh ${client} ${core1} link >/tmp/link 2>&1 ) >/dev/null 2>&1 &`,
  );
  await until(
    'a run is open',
    () => shell('core2', 'cat /tmp/link'),
    ({ stdout }) => stdout.includes('"ok":true'),
  );
  await stall();

  const status = await must('core1', 'cat /proc/$(pgrep -x rsync)/status');
  expect(status).toMatch(/^CapEff:\s0{15}4$/m);
  expect(status).toMatch(/^CapBnd:\s0{15}4$/m);
  expect(status).toMatch(/^NoNewPrivs:\s1$/m);
  expect(status).toMatch(/^Seccomp:\s2$/m);
  expect(status).not.toMatch(/^Uid:.*\t0\t/m);
  const inside = 'nsenter --target $(pgrep -x rsync) --mount --net';
  expect(await must('core1', `${inside} ip -brief address`)).toMatch(/^lo [^\n]*$/);
  expect(await must('core1', `${inside} ls -A ${state}`)).toBe('snapshots');
  expect(await must('core1', `${inside} sh -c 'cat /etc/understudy/* /etc/ssh/ssh_host_* 2>/dev/null | wc -c'`)).toBe(
    '0',
  );
  const score = 'systemd-analyze security --offline=true --threshold=15 --no-pager';
  expect(await shell('core1', `${score} /usr/lib/systemd/system/understudy-send@.service`)).toMatchObject({
    exitStatus: 0,
  });
});

test('what is sent ends with the connection, with understudy-peer, with the service and with the run', async () => {
  await must('core2', 'pkill -x -f "ssh .* rsync .*"');
  await nothingIsSent();
  await stall();
  await must('core1', 'kill -9 $(pgrep -n -f peer/main[.]js)');
  await nothingIsSent();
  await stall();
  await must('core1', `systemctl kill --signal=KILL '${unit}'`);
  await nothingIsSent();
  await until(
    'it is said',
    () => must('core2', 'cat /tmp/stalled'),
    (said) => said.includes('broke off'),
  );
  expect(await must('core1', 'pgrep -x rsync || echo none')).toBe('none');
  expect(await must('core1', 'systemctl --failed --no-legend')).toBe('');
});

/** What the holder of the key tries while a run of his own is open, and what he may see of it. */
const attacks: readonly (readonly [string, string])[] = [
  ['a shell', `${ssh} ${core1} </dev/null`],
  ['a command', `${ssh} ${core1} id`],
  ['a terminal', `${ssh} -tt ${core1} </dev/null`],
  ['another shell behind the command', `${ssh} ${core1} '${honest}; id'`],
  ['sftp', `echo 'get /etc/passwd /tmp/loot/' | timeout 20 sftp ${client} -b - ${core1}`],
  ['the old scp, to read', `timeout 20 scp -O ${client} ${core1}:/etc/passwd /tmp/loot/`],
  ['the old scp, to write', `timeout 20 scp -O ${client} /etc/hostname ${core1}:${data}/files/written`],
  ['the new scp, to write', `timeout 20 scp ${client} /etc/hostname ${core1}:/tmp/written`],
  ['rsync, to write', `timeout 20 rsync -r -e "ssh ${client}" /etc/hostname ${core1}:dataset/files/`],
  ['rsync of another folder', `timeout 20 rsync -r -e "ssh ${client}" ${core1}:/etc/ /tmp/loot/`],
  ['rsync of what lies above', `timeout 20 rsync -r -e "ssh ${client}" ${core1}:dataset/../ /tmp/loot/`],
  [
    'rsync of another dataset',
    `timeout 20 rsync -rl --old-args -e "ssh ${client}" ${core1}:dataset/passwords/ /tmp/loot/`,
  ],
  [
    'rsync of a database as it lies',
    `timeout 20 rsync -rl --old-args -e "ssh ${client}" ${core1}:dataset/registry/ /tmp/loot/`,
  ],
  [
    'rsync of what links lead to',
    `timeout 20 rsync -rL --old-args -e "ssh ${client}" ${core1}:dataset/files/ /tmp/loot/`,
  ],
  [
    'rsync that removes what it sent',
    `timeout 20 rsync -rl --old-args --remove-source-files -e "ssh ${client}" ${core1}:dataset/files/ /tmp/loot/`,
  ],
  ['a way to a port of the server', `${ssh} -W 127.0.0.1:22 ${core1}`],
  [
    'a way to its sockets',
    `${ssh} -N -o ExitOnForwardFailure=yes -R /tmp/back.sock:/run/understudy/control.sock ${core1}`,
  ],
  ['a port of the server of its own', `${ssh} -N -o ExitOnForwardFailure=yes -R 8999:127.0.0.1:22 ${core1}`],
  ['a network device', `${ssh} -N -o ExitOnForwardFailure=yes -w 0:0 ${core1}`],
  ['an environment', `${ssh} -o 'SetEnv=LC_ALL=x LD_PRELOAD=/tmp/x.so NODE_OPTIONS=--version' ${core1} env`],
  ['a command without end', `${ssh} ${core1} "$(head -c 100000 /dev/zero | tr '\\0' x)"`],
  [
    'noise without end in place of rsync',
    `head -c 30000000 /dev/urandom | ${ssh} ${core1} '${honest}' | head -c 100 >/tmp/noise; cat /tmp/noise | tail -c +200`,
  ],
  ['noise without end in place of a hello', `head -c 30000000 /dev/urandom | ${ssh} ${core1} hello`],
  ['root with the same key', `${ssh} root@10.77.0.1 id`],
  [
    'the key of somebody else',
    `rm -f /tmp/k; ssh-keygen -q -t ed25519 -N '' -f /tmp/k; timeout 20 ssh ${client.replace(`${state}/ssh/id_ed25519`, '/tmp/k')} ${core1} link </dev/null`,
  ],
  ['no key at all', `${ssh} -o PreferredAuthentications=password,keyboard-interactive,none ${core1} link </dev/null`],
];

test('with the key one gets what the run holds, so that all the tries below are answered by what they meet', async () => {
  const fetch = 'timeout 20 rsync -rlptgo --munge-links --no-D --timeout=60 --no-compress --old-args --no-protect-args';
  await must('core2', `${fetch} --info=stats2 -e "ssh ${client}" ${core1}:dataset/files/ /tmp/honest/`);
  expect(await must('core2', 'sha256sum </tmp/honest/key.pem')).toBe(
    await must('core1', `sha256sum <${data}/files/key.pem`),
  );
});

test.each(attacks)("with a peer's key one gets nothing out of %s", async (_what, line) => {
  const { stdout } = await shell('core2', `mkdir -p /tmp/loot; ${line}`);
  expect(stdout).not.toMatch(/uid=|root:|SSH-2|daemon|PATH=/);
});

test('after all of it nothing was got and nothing is left over, and the pair goes on', async () => {
  expect(await must('core2', 'find /tmp/loot -type f')).toBe('');
  const written = `ls -A /tmp/written /tmp/back.sock ${data}/files/written 2>/dev/null; ss -Htln sport = :8999`;
  expect((await shell('core1', written)).stdout).toBe('');
  await nothingIsSent();
  expect(await must('core1', 'systemctl --failed --no-legend; pgrep -x rsync || true')).toBe('');
  expect(await must('core1', `ls ${data}/files`)).toBe('key.pem\nlink');
  await pair.core2.host.must(['systemctl', 'start', 'understudyd']);
  await pair.core2.until('it hears core1', ({ peer }) => peer.reachable);
  expect(await pair.core2.type('failover sync core1')).toMatchObject({ exitStatus: 0 });
});

test('a login that runs nothing is ended, so that nobody heaps them up', async () => {
  const sooner = 's/UnusedConnectionTimeout 30s/UnusedConnectionTimeout 1s/';
  await must('core1', `sed -i '${sooner}' /etc/ssh/sshd_config.d/understudy.conf && systemctl restart ssh`);
  const { exitStatus, stderr } = await shell('core2', `${ssh} -N ${core1}`);
  expect({ exitStatus, stderr }).toEqual({ exitStatus: 255, stderr: expect.stringContaining('closed by remote host') });
});

test('without the sending side Test Connection says what to start (C3)', async () => {
  await pair.core1.host.must(['systemctl', 'stop', 'understudy-send.socket']);
  const { exitStatus, stdout } = await pair.core2.type('failover test core1');
  expect(exitStatus).not.toBe(0);
  expect(stdout).toContain('on this server: systemctl start understudy-send.socket');
});
