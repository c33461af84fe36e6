import { expect, test } from '@jest/globals';
import { failoverText } from '../../../src/commands/text/failover.ts';
import { headlineOf } from '../../../src/commands/text/headline.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { FailoverStatus, OnlyHere } from '../../../src/control/shapes.ts';
import { wrapLines } from '../../../src/console/output/wrap.ts';
import { activeStatus, ago, failoverStatus, nowMs } from '../../support/status-fixtures.ts';

const text = (status: FailoverStatus): string => failoverText(status, nowMs, plain);

test('a standby that is ready: who serves, why, takeover, loss, last and next sync at a glance, in one screen', () => {
  expect(text(failoverStatus()).split('\n')).toEqual([
    'core2 is in STANDBY; core1 serves the clients',
    '  Why            core1 answered again after 2 failed heartbeats.',
    '  Takeover       ready: core2 would serve in at most 14 s',
    '  Would be lost  changes on core1 since 2026-11-21 01:09:56 GMT (2 min 8 s ago)',
    '  Last sync      success 2026-11-21 01:10:04 GMT (2 min ago); complete copy 4',
    '  Next sync      2026-11-21 04:00:00 GMT (in 2 h 47 min)',
    '',
    '         core2 (this server)  core1 (peer)',
    '  Mode   Secondary            Primary',
    '  State  Standby              Active',
    '  Term   1                    1',
    '',
    '  Availability   high availability is enabled',
    '  Heartbeats     last answer 2026-11-21 01:12:03 GMT (1 s ago), mean 2.8 ms',
    '  Clocks         core1 is 12 ms ahead',
    '  Clients        none here: they are taken in where the pair is active',
    '  Services       registry stopped',
    '  Safety class   B: both servers can become active if only the link between them fails',
  ]);
});

const silent = { reachable: false, failures: 3 };
const alone = {
  host: null,
  reachable: false,
  mode: null,
  state: null,
  epoch: null,
  lastHeartbeat: null,
  lastSync: null,
  paths: [],
};

test.each<[string, FailoverStatus, string, string | undefined]>([
  ['active', activeStatus(), 'core1 is ACTIVE and serves the clients', undefined],
  [
    'active with its gate closed',
    activeStatus({ clientConnection: 'disabled' }),
    'core1 is ACTIVE and serves the clients; NEW CONNECTIONS ARE REFUSED',
    '"failover client-connection enable" takes new connections in again',
  ],
  [
    'active beside an active peer',
    activeStatus({ epoch: 3, peer: { state: 'active', epoch: 2 } }),
    'BOTH SERVERS SAY THEY ARE ACTIVE: core1 in term 3, core2 in term 2',
    '"failover mode secondary" on the server of the lower term',
  ],
  [
    'standby, peer silent',
    failoverStatus({ phase: 'suspect', peer: { failures: 1 } }),
    'core2 is in STANDBY: core1 has missed 1 heartbeat',
    undefined,
  ],
  [
    'standby beside a peer that does not serve',
    failoverStatus({ peer: { state: 'notAvailable' } }),
    'core2 is in STANDBY; core1 answers and is Not Available: NOBODY SERVES',
    undefined,
  ],
  [
    'standby beside a peer that is being promoted',
    failoverStatus({ peer: { state: 'standby', phase: 'promoting' } }),
    'core2 is in STANDBY; core1 is taking over',
    undefined,
  ],
  [
    'active with a service that has failed',
    activeStatus({ services: [{ name: 'registry', state: 'failed', since: null, pid: null, detail: 'it ended' }] }),
    'core1 is ACTIVE, BUT SERVICE registry HAS FAILED',
    '"service registry start"',
  ],
  [
    'standby without a copy',
    failoverStatus({ phase: 'standbyEmpty', sync: { generation: null } }),
    'core2 is in STANDBY; core1 serves the clients',
    '"failover sync core1" fetches the first complete copy',
  ],
  [
    'standby, not watching',
    failoverStatus({ highAvailability: 'disabled', peer: { reachable: false } }),
    'core2 is in STANDBY; high availability is disabled, so core1 is not watched',
    undefined,
  ],
  [
    'standby without a peer',
    failoverStatus({ peer: alone }),
    'core2 is in STANDBY; no peer is configured, and nobody is known to serve',
    undefined,
  ],
  [
    'held',
    failoverStatus({ phase: 'held', peer: silent }),
    'core2 is HELD IN STANDBY; core1 does not answer: nobody is known to serve',
    '"failover mode primary" makes core2 serve',
  ],
  [
    'promoting',
    failoverStatus({ phase: 'promoting' }),
    'core2 is TAKING OVER: it starts the services, and clients are let in when they run',
    undefined,
  ],
  [
    'hold',
    failoverStatus({ phase: 'hold', state: 'notAvailable', peer: silent }),
    'core2 is NOT AVAILABLE: before it serves it has to know that core1 does not',
    '"failover mode primary" makes it serve without knowing',
  ],
  [
    'hold, newer data on a peer that does not serve',
    failoverStatus({ phase: 'hold', state: 'notAvailable', obstacle: 'newerData', peer: { state: 'standby' } }),
    'core2 is NOT AVAILABLE: core1 has newer data; core1 answers and is Standby: NOBODY SERVES',
    '"failover mode primary" on core1 makes the newer data serve; here "failover mode secondary", then "failover sync core1" fetch the newer data',
  ],
  [
    'hold, newer data on a peer that is silent',
    failoverStatus({ phase: 'hold', state: 'notAvailable', obstacle: 'newerData', peer: silent }),
    'core2 is NOT AVAILABLE: core1 has newer data; core1 does not answer: nobody is known to serve',
    '"failover mode secondary", then "failover sync core1" fetch the newer data',
  ],
  [
    'hold, newer than what the peer serves',
    failoverStatus({ phase: 'hold', state: 'notAvailable', obstacle: 'peerServesOlder' }),
    'core2 is NOT AVAILABLE: its data is newer than what core1 serves',
    '"failover mode primary" on the server whose data is to live; nothing is thrown away',
  ],
  [
    'hold, behind a peer that waits, too',
    failoverStatus({ phase: 'hold', state: 'notAvailable', obstacle: 'peerGoesFirst', peer: { phase: 'hold' } }),
    'core2 is NOT AVAILABLE: core1 waits as well and goes first',
    '"failover mode primary" makes core2 serve at once',
  ],
  [
    'fenced',
    failoverStatus({ phase: 'fenced', state: 'notAvailable' }),
    'core2 is NOT AVAILABLE: it was replaced and serves nobody; core1 serves the clients',
    '"failover sync core1" brings it back in step; what only core2 has is kept',
  ],
  [
    'resync',
    failoverStatus({ phase: 'resync', state: 'notAvailable' }),
    'core2 is NOT AVAILABLE: it is being brought back in step with core1; core1 serves the clients',
    undefined,
  ],
])('the headline of a server that is %s', (_name, status, headline, toDo) => {
  expect(headlineOf(status).text).toBe(headline);
  expect(headlineOf(status).toDo).toBe(toDo);
  expect(text(status).startsWith(`${headline}\n`)).toBe(true);
});

test('the tone is good only where somebody serves and nothing is wrong', () => {
  const tones = [
    activeStatus(),
    failoverStatus(),
    failoverStatus({ phase: 'suspect', peer: { failures: 1 } }),
    failoverStatus({ phase: 'held', peer: silent }),
    failoverStatus({ peer: { reachable: false } }),
    activeStatus({ peer: { state: 'active' } }),
  ].map((status) => headlineOf(status).tone);
  expect(tones).toEqual(['good', 'good', 'warn', 'bad', 'bad', 'bad']);
});

test('H5: what stops a takeover is listed', () => {
  const status = failoverStatus({
    readiness: {
      blockers: [
        'There is no complete copy.',
        'The copy is older than the term that core1 serves in: what was written since would be lost.',
      ],
    },
  });
  expect(text(status)).toContain(
    [
      '  Takeover       NOT BY ITSELF:',
      '                 - There is no complete copy.',
      '                 - The copy is older than the term that core1 serves in: what was written since would be lost.',
    ].join('\n'),
  );
});

test.each<[string, FailoverStatus, string]>([
  ['a peer stands by', activeStatus(), 'core2 stands by; "show failover" there says what would be lost'],
  ['the peer is silent', activeStatus({ peer: { reachable: false } }), 'NOBODY: core2 does not answer'],
  ['the peer is out of step', activeStatus({ peer: { state: 'notAvailable' } }), 'NOBODY: core2 is Not Available'],
  [
    'high availability is off',
    activeStatus({ highAvailability: 'disabled' }),
    'core2 will not: high availability is disabled',
  ],
  ['there is no peer', activeStatus({ peer: alone }), 'nobody: no peer is configured'],
  [
    'the peer does not say',
    activeStatus({ peer: { blockers: null } }),
    "UNKNOWN: core2 has not said whether it could take over (by core2's last answer, 1 s ago)",
  ],
])('an active server says who takes over when %s', (_name, status, takeover) => {
  expect(text(status)).toMatch(new RegExp(`^ {2}Takeover +${takeover.replaceAll(/[.?()]/g, String.raw`\$&`)}$`, 'm'));
});

test('H5: an active server passes on what the other says of itself', () => {
  const blockers = [
    { sentence: 'The policy is to keep in Standby', remedy: 'an operator types "failover mode primary"' },
    { sentence: 'This server is being brought in step with core1', remedy: null },
  ];
  expect(text(activeStatus({ peer: { blockers } }))).toContain(
    [
      "  Takeover       core2 would NOT take over by itself (by core2's last answer, 1 s ago):",
      '                 - The policy is to keep in Standby: an operator types "failover mode primary".',
      '                 - This server is being brought in step with core1.',
    ].join('\n'),
  );
});

test('what is wrong with an active server is no verdict on a takeover', () => {
  const taken = 'The virtual address 10.1.2.100/24 is not on eth0: it is being taken.';
  const lines = text(activeStatus({ readiness: { blockers: [taken] } })).split('\n');
  expect(lines).toContain(`  Attention      ${taken}`);
  expect(lines).toContain('  Takeover       core2 stands by; "show failover" there says what would be lost');
});

test('a configuration that is not saved is something to do, behind what comes first', () => {
  const unsaved = 'The configuration is not saved: a restart of this server loses it; "write memory" saves it';
  expect(text(activeStatus({ unsaved: true })).split('\n')).toContain(`  To do          ${unsaved}`);
  expect(text(failoverStatus({ phase: 'held', peer: silent, unsaved: true }))).toContain(
    ['  To do          "failover mode primary" makes core2 serve', `                 ${unsaved}`].join('\n'),
  );
  expect(text(activeStatus())).not.toContain('To do');
});

test('a server that was never set up is led to the wizard', () => {
  const toDo = /^ {2}To do +"understudy-setup" sets this server up$/m;
  expect(text(activeStatus({ peer: alone, neverSetUp: true }))).toMatch(toDo);
  expect(text(activeStatus({ peer: alone }))).not.toMatch(toDo);
});

test('without a copy everything would be lost', () => {
  const status = failoverStatus({
    sync: { generation: null, lastStarted: null, lastCompleted: null, lastResult: null },
    readiness: { wouldLose: null },
  });
  expect(text(status)).toMatch(/^ {2}Would be lost +everything: there is no complete copy here$/m);
  expect(text(status)).toMatch(/^ {2}Last sync +never$/m);
});

test.each<[string, FailoverStatus, RegExp]>([
  ['running', failoverStatus({ sync: { running: true } }), /one is running now: "show failover sync"/],
  ['not armed', failoverStatus({ sync: { nextDue: null } }), /none: the schedule is not armed/],
  [
    'disabled',
    failoverStatus({ highAvailability: 'disabled', sync: { nextDue: null } }),
    /none: high availability is disabled/,
  ],
  ['on the active server', activeStatus(), /started by the Secondary/],
])('the next sync when it is %s', (_name, status, next) => {
  expect(text(status)).toMatch(new RegExp(`^ {2}Next sync +${next.source}$`, 'm'));
});

test('paths are listed when there are several or one is down, with the reason', () => {
  const up = { name: 'ssh host-network', up: true, lastAnswer: null, meanResponseMs: 3, lastError: null };
  const down = {
    name: 'ssh direct',
    up: false,
    lastAnswer: null,
    meanResponseMs: null,
    lastError: 'connection refused',
  };
  expect(text(failoverStatus({ peer: { failures: 2, paths: [up, down] } }))).toContain(
    [
      '  Heartbeats     2 heartbeats missed in a row',
      '                 last answer 2026-11-21 01:12:03 GMT (1 s ago), mean 2.8 ms',
      '                 ssh host-network: up, never, mean 3 ms',
      '                 ssh direct: DOWN, last answer never',
      '                   connection refused',
    ].join('\n'),
  );
});

test('services and refused clients', () => {
  const status = activeStatus({
    clientConnection: 'disabled',
    services: [{ name: 'registry', state: 'failed', since: null, pid: null, detail: 'exited with status 1' }],
  });
  expect(text(status)).toMatch(/^ {2}Services +registry FAILED: exited with status 1$/m);
  expect(text(status)).toMatch(/^ {2}Clients +new connections are refused: client-connection is disabled$/m);
  expect(text(activeStatus({ services: [] }))).toMatch(/^ {2}Services +none configured$/m);
  expect(text(activeStatus())).toMatch(
    /^ {2}Services +registry running since 2026-11-20 23:12:04 GMT \(2 h ago\), pid 4711$/m,
  );
});

test('E3: the virtual address, and why it is not here', () => {
  const virtualIp = { address: '10.1.2.100/24', interface: 'eth0', held: true, reason: null, usedBy: null };
  expect(text(activeStatus())).not.toContain('Virtual');
  expect(text(activeStatus({ virtualIp }))).toMatch(/^ {2}Virtual address +10\.1\.2\.100\/24, here on eth0$/m);
  const gone = { ...virtualIp, held: false, reason: '02:00:00:00:00:07 on eth0 answers at this address' };
  expect(text(activeStatus({ virtualIp: gone }))).toMatch(
    /^ {2}Virtual address +10\.1\.2\.100\/24 is NOT HERE: 02:00:00:00:00:07 on eth0 answers at this address$/m,
  );
  const elsewhere = { ...virtualIp, held: false, reason: 'this server does not serve' };
  expect(text(failoverStatus({ virtualIp: elsewhere }))).toMatch(
    /^ {2}Virtual address +10\.1\.2\.100\/24, not here: this server does not serve$/m,
  );
});

test('no status of the fixtures needs more than 80 columns or a screen of 24 rows', () => {
  for (const status of [failoverStatus(), activeStatus(), failoverStatus({ phase: 'held', peer: silent })]) {
    const lines = wrapLines(text(status).split('\n'), 80);
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  }
});

test('C4: an active server knows when its peer copied last, and what would be lost without it', () => {
  expect(text(activeStatus()).split('\n').slice(1, 6)).toEqual([
    '  Why            core2 answers and does not serve: core1 serves.',
    '  Takeover       core2 stands by; "show failover" there says what would be lost',
    '  Would be lost  changes here since 2026-11-21 01:10:04 GMT (2 min ago)',
    '  Last sync      copied to core2 2026-11-21 01:10:04 GMT (2 min ago)',
    '  Next sync      started by the Secondary',
  ]);
  expect(text(activeStatus({ peer: { lastSync: null } }))).toMatch(
    /^ {2}Last sync +core2 has told of no complete copy$/m,
  );
  // Of a pair that core2 was in before.
  const foreign = { since: null, from: 'start', canTakeOver: false } as const;
  expect(text(activeStatus({ onlyHere: foreign }))).toMatch(
    /^ {2}Last sync +core2 has told of no complete copy of what is served here$/m,
  );
});

test('a standby whose data is newer than what is served says so and what to type, beside whatever else is to do', () => {
  const olderThanHere = { sentence: 'core1 serves data of term 0, and the data here is newer (term 3).', remedy: 'DO' };
  expect(text(failoverStatus({ olderThanHere }))).toMatch(
    /^ {2}To do +core1 serves data of term 0, and the data here is newer \(term 3\)\. DO$/m,
  );
});

test('after a takeover the active server says what it was promoted from, and what is not here', () => {
  const sinceTakeover = { since: ago(30), from: 'takeover', canTakeOver: false } as const;
  const servesCopy = { number: 1, created: ago(7200) };
  const copy = 'serves copy 1 of 2026-11-20 23:12:04 GMT (2 h ago); changes on core2 after that are not here';
  const before = text(activeStatus({ servesCopy, onlyHere: sinceTakeover, peer: { lastSync: null } })).split('\n');
  expect(before.slice(3, 6)).toEqual([
    '  Would be lost  nobody can take over: everything since the takeover, 2026-11-21 01:11:34 GMT (30 s ago), is only here',
    `  Last sync      ${copy}`,
    '  Next sync      started by the Secondary',
  ]);
  const after = text(activeStatus({ servesCopy })).split('\n');
  expect(after.slice(4, 6)).toEqual([
    `  Last sync      ${copy}`,
    '                 copied to core2 2026-11-21 01:10:04 GMT (2 min ago)',
  ]);
});

test.each<[OnlyHere, string]>([
  [{ since: ago(30), from: 'copy', canTakeOver: true }, 'changes here since 2026-11-21 01:11:34 GMT (30 s ago)'],
  [
    { since: ago(30), from: 'copy', canTakeOver: false },
    'nobody can take over: everything since the last copy, 2026-11-21 01:11:34 GMT (30 s ago), is only here',
  ],
  [{ since: null, from: 'start', canTakeOver: false }, 'nobody can take over: everything is only here'],
])('H5: an active server says what only it has: %j', (onlyHere, lost) => {
  expect(text(activeStatus({ onlyHere }))).toContain(`  Would be lost  ${lost}\n`);
});

test('H7: where a server took over, the way to the whole decision is shown', () => {
  const pointer = '"show failover explain" shows how that was decided';
  expect(text(activeStatus({ epoch: 2 }))).toContain(pointer);
  expect(text(activeStatus())).not.toContain(pointer);
});

test('an active server never names a time of the next sync', () => {
  expect(text(activeStatus({ sync: { nextDue: ago(-3600) } }))).toMatch(/^ {2}Next sync +started by the Secondary$/m);
});

test.each([
  [
    'suspect',
    'core1 did not answer (connection refused): failure 1 of 3.',
    'core1 did not answer (connection refused).',
  ],
  [
    'held',
    'core1 did not answer 3 heartbeats in a row (timed out). Not promoted: there is no complete copy here.',
    'core1 did not answer (timed out). Not promoted: there is no complete copy here.',
  ],
  ['promoting', 'core1 did not answer 3 heartbeats in a row (timed out): promoting, term 2.', undefined],
])('in %s the heartbeats are counted in one place only', (phase, reason, why) => {
  const lines = text(failoverStatus({ phase, reason, peer: { failures: 7 } })).split('\n');
  expect(lines[1]?.replace(/^ {2}Why +/, '')).toBe(why ?? reason);
  expect(lines.join('\n')).toMatch(/^ {2}Heartbeats +7 heartbeats missed in a row$/m);
});

test.each([
  [12.4, 'core1 is 12 ms ahead'],
  [-4200, 'core1 is 4.2 s behind'],
  [0.3, 'core1 shows the same time'],
])('E11: a clock difference of %d ms', (clockDifferenceMs, clocks) => {
  expect(text(failoverStatus({ peer: { clockDifferenceMs } }))).toMatch(new RegExp(`^ {2}Clocks +${clocks}$`, 'm'));
});
