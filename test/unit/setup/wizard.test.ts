import { expect, test } from '@jest/globals';
import { fieldKeys, fieldOf, partsOf } from '../../../src/config/config.ts';
import { previewLines } from '../../../src/setup/apply.ts';
import { groupsFor } from '../../../src/setup/group.ts';
import { requestFor, type Current } from '../../../src/setup/draft.ts';
import type { Verified } from '../../../src/setup/verification.ts';
import { Wizard } from '../../../src/setup/wizard.ts';
import { freshServer, peerKey, Script, setUpServer } from '../../support/setup-dialogue.ts';

const yes = ['Is the above information correct', 'yes'] as const;

const go = async (
  current: Current,
  answers: readonly (readonly [string, string])[],
): Promise<{ verified: Verified | undefined; script: Script; lines: string[] }> => {
  const script = new Script(answers);
  const verified = await new Wizard(script, current, { dryRun: false }).run();
  expect({ through: script.isThrough, screen: script.screen }).toMatchObject({ through: true });
  return { verified, script, lines: verified === undefined ? [] : previewLines(current, verified.draft) };
};

const secret = [
  ['Enable secret', 's3cret-pass'],
  ['Enable secret again', 's3cret-pass'],
] as const;

test('console 51: a first setup asks with Yes, and one change comes of it', async () => {
  const current = freshServer();
  const { verified, lines, script } = await go(current, [
    ['Enter a host name', 'core2'],
    ['Select role', '2'],
    ...secret,
    ['The other server of the pair', 'core1'],
    ['Where it is reached', '192.0.2.1'],
    ['Its key', peerKey],
    ['What to do when the Primary has failed', 'p'],
    ['Heartbeats and scheduled replication', 'enable'],
    yes,
  ]);
  expect(script.screen).toContain('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  expect(lines).toEqual([
    'enable secret <secret>',
    'hostname core2',
    'failover on-failure promote-to-primary',
    'trusted-host core1',
    ' address 192.0.2.1',
    ` key ${peerKey}`,
    'failover peer core1',
    'high-availability enable',
    'failover mode secondary',
  ]);
  expect(verified?.save).toBe(true);
  const request = verified === undefined ? undefined : requestFor(current, verified.draft);
  expect(request).toMatchObject({ revision: 7, enableSecret: 's3cret-pass', mode: 'secondary' });
  expect(JSON.stringify(request?.lines)).not.toContain('s3cret');
  expect(script.screen.join('\n')).not.toContain('s3cret');
});

test('console 51: what is mandatory is named, and neither skipped nor reset', async () => {
  const { script } = await go(freshServer({ isFirstRun: false }), [
    ['Configure enable secret', 's'],
    ['Configure enable secret', 'u'],
    ['Configure enable secret', 'maybe'],
    ['Configure enable secret', ' YES '],
    ['Enable secret', ''],
    ['Enable secret', 'first-one'],
    ['Enable secret again', 'second-two'],
    ...secret,
    yes,
  ]);
  expect(script.screen).toContain('    -> enable secret');
  expect(script.screen).not.toContain('    -> hostname');
  const at = script.screen.indexOf('Current enable secret=[]');
  expect(script.screen.slice(at, at + 14)).toEqual([
    'Current enable secret=[]',
    'Configure enable secret? (Y)es/(S)kip/(U)se default [Yes]: s',
    'enable secret is mandatory and must be configured at least once.',
    'Configure enable secret? (Y)es/(S)kip/(U)se default [Yes]: u',
    'enable secret is mandatory and must be configured at least once.',
    'Configure enable secret? (Y)es/(S)kip/(U)se default [Yes]: maybe',
    'Please enter "yes", "skip" or "use default".',
    'Configure enable secret? (Y)es/(S)kip/(U)se default [Yes]:  YES ',
    'It has at least 8 characters, is typed twice and is not shown.',
    'Enable secret []: ',
    'You must enter a value.',
    'Enable secret []: ',
    'Enable secret again: ',
    'The two values do not match.  Please try again.',
  ]);
});

test('console 53: a second run suggests Skip, and all-Enter changes nothing', async () => {
  const { verified, script } = await go(setUpServer(), []);
  expect(verified).toBeUndefined();
  expect(script.prompts).toHaveLength(groupsFor(setUpServer()).length);
  expect(script.prompts.every((prompt) => prompt.endsWith('(Y)es/(S)kip/(U)se default [Skip]: '))).toBe(true);
});

const configured = (): Current => {
  const { config } = setUpServer();
  return setUpServer({
    mode: 'secondary',
    config: {
      ...config,
      banner: 'Hello "you"\nof both',
      execTimeoutMs: 330_000,
      heartbeatIntervalMs: 500,
      peer: 'core9',
      highAvailability: 'enable',
      trustedHosts: {
        core9: {
          address: '192.0.2.9',
          port: 2222,
          user: 'other',
          key: peerKey,
          hostKey: undefined,
          directAddress: undefined,
        },
      },
    },
  });
};

test('console 53: every group configured anew with Enter alone changes nothing', async () => {
  const titles = groupsFor(setUpServer()).map(({ title }) => [`Configure ${title}?`, 'y'] as const);
  const { verified, script } = await go(configured(), titles);
  expect(verified).toBeUndefined();
  expect(script.screen).toContain('How long a console may stay idle, in minutes and seconds [5 30]: ');
  expect(script.screen).toContain('Its SSH port [2222]: ');
});

test('console 51: "use default" resets a group, skip leaves it unchanged', async () => {
  const { lines } = await go(configured(), [['Configure heartbeat', 'u'], ['Configure console', 'usedefault'], yes]);
  expect(lines).toEqual(['no exec-timeout', 'no banner motd', 'no failover heartbeat interval']);
});

test('console 51: ^ goes back at every prompt, also from a password, and leaves nothing behind', async () => {
  const { lines, script } = await go(setUpServer(), [
    ['Configure hostname', '^'],
    ['Configure hostname', 'y'],
    ['Enter a host name', 'wrong'],
    ['Configure enable secret', 'y'],
    ['Enable secret', '^'],
    ['Configure enable secret', '^'],
    ['Configure High Availability', '^'],
    ['Enter a host name', 'right'],
    ['Configure enable secret', 'y'],
    ['Enable secret', 's3cret-pass'],
    ['Enable secret again', '^'],
    ['Enable secret', '^'],
    ['Configure enable secret', 's'],
    ['Configure peer', 'y'],
    ['The other server', 'core7'],
    ['Where it is reached', '^'],
    ['The other server', 'none'],
    yes,
  ]);
  expect(script.screen).toContain('This is the first prompt.');
  expect(script.screen).toContain('Enter a host name [wrong]: right');
  expect(lines).toEqual(['hostname right']);
});

test('console 51: at the verification "no" starts again with the values kept, ^ goes one step back', async () => {
  const { lines, script } = await go(setUpServer(), [
    ['Configure hostname', 'y'],
    ['Enter a host name', 'core5'],
    ['Configure console', 'y'],
    ['How long a console', '5 0'],
    ['Shown at a terminal', 'Hello'],
    ['Is the above information correct', 'no'],
    ['Enter a host name', 'core6'],
    ['Is the above information correct', ''],
    ['Is the above information correct', '^'],
    ['Shown at a terminal', 'Hello there'],
    ['Is the above information correct', 'y'],
    ['Save the configuration', '^'],
    ['Is the above information correct', 'y'],
    ['Save the configuration', 'n'],
  ]);
  expect(script.screen).toContain('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ');
  expect(script.screen).toContain('Enter a host name [core5]: core6');
  expect(script.screen).toContain('Please enter "yes", "no" or "^".');
  expect(script.screen).toContainEqual(expect.stringMatching(/^\* hostname +core6 {2}\(was core1\)$/));
  expect(lines).toEqual(['hostname core6', 'exec-timeout 5 0', 'banner motd "Hello there"']);
});

test('an invalid answer is explained and asked again (G4)', async () => {
  const { script, lines } = await go(setUpServer(), [
    ['Configure hostname', 'y'],
    ['Enter a host name', 'under_score'],
    ['Enter a host name', '?'],
    ['Enter a host name', 'core3'],
    ['Configure heartbeat', 'y'],
    ['Consecutive heartbeat failures', 'many'],
    ['Consecutive heartbeat failures', '101'],
    ['Consecutive heartbeat failures', '5'],
    yes,
  ]);
  expect(script.screen).toContain(
    '% "under_score" is refused: it should start with a letter, end with a letter or number, and contain only letters, numbers, and dashes',
  );
  expect(script.screen).toContain('Hostname; a unique name that identifies this server on the network.');
  expect(script.screen).toContain('Please enter only numbers.');
  expect(script.screen).toContain('% "101" is refused: the largest value is 100');
  expect(lines).toEqual(['hostname core3', 'failover heartbeat failures 5']);
});

test('answers that do not fit together are explained, and the group that caused it is asked again', async () => {
  const { script, lines } = await go(setUpServer(), [
    ['Configure hostname', 'y'],
    ['Enter a host name', 'core4'],
    ['Configure heartbeats and replication?', 'y'],
    ['Heartbeats and scheduled replication', 'enable'],
    ['Configure heartbeats and replication?', '^'],
    ['Configure synchronization', '^'],
    ['Configure heartbeat', '^'],
    ['Configure peer', 'y'],
    ['The other server', 'core9'],
    ['Its key', peerKey],
    ['Configure heartbeats and replication?', 'y'],
    ['Heartbeats and scheduled replication', 'enable'],
    yes,
  ]);
  const at = script.screen.indexOf('% high-availability enable needs a "failover peer"');
  expect(script.screen.slice(at + 1, at + 5)).toEqual([
    'Only heartbeats and replication is asked again; the other answers are kept.',
    '',
    'Current high-availability=[disable]',
    'Configure heartbeats and replication? (Y)es/(S)kip/(U)se default [Yes]: ^',
  ]);
  expect(lines).toEqual([
    'hostname core4',
    'trusted-host core9',
    ` key ${peerKey}`,
    'failover peer core9',
    'high-availability enable',
  ]);
});

test('the key of one peer is never offered for another', async () => {
  const { script } = await go(setUpServer(), [
    ['Configure peer', 'y'],
    ['The other server', 'core9'],
    ['Its key', peerKey],
    ['Is the above information correct', 'no'],
    ['The other server', 'core8'],
    ['Its key', ''],
    ['Its key', peerKey],
    yes,
  ]);
  expect(script.screen.filter((line) => line === 'You must enter a value.')).toHaveLength(1);
});

test('a change of the role says what it means here and now (console 38)', async () => {
  const { script } = await go(setUpServer(), [
    ['Configure High Availability?', 'y'],
    ['Select role', '3'],
    ['Select role', 'sec'],
    yes,
  ]);
  expect(script.screen).toContain('Current role=[Primary]');
  expect(script.screen).toContain('% "3" is refused: 1 for Primary or 2 for Secondary is needed');
  expect(script.screen).toContain('% Warning: core1 is active: as Secondary it stops serving the clients at once.');
  expect(script.screen).toContainEqual(expect.stringMatching(/^\* failover mode +Secondary {2}\(was Primary\)$/));
});

test('a server that has nothing to serve stops serving nobody', async () => {
  const current = setUpServer();
  const { script } = await go({ ...current, status: { ...current.status, services: [] } }, [
    ['Configure High Availability?', 'y'],
    ['Select role', 'sec'],
    yes,
  ]);
  expect(script.screen.join('\n')).not.toContain('stops serving the clients');
});

test('a value that is accepted with a warning says so at once (C8)', async () => {
  const { script } = await go(setUpServer(), [
    ['Configure synchronization', 'y'],
    ['Time between scheduled runs', '30m'],
    yes,
  ]);
  expect(script.screen.filter((line) => line.startsWith('% Warning: replication more often'))).toHaveLength(1);
});

test('every setting that stands once is asked for, and so is what a peer needs', () => {
  const asked = groupsFor(setUpServer()).flatMap(({ parameters }) => parameters.map(({ words }) => words));
  expect(asked).toEqual([...new Set(asked)]);
  // Those that are tried out with a command of their own come later.
  const isForLater = (words: readonly string[]): boolean =>
    ['notification', 'witness', 'lease'].includes(words[1] ?? '');
  for (const { words } of fieldKeys.map(fieldOf)) if (!isForLater(words)) expect(asked).toContain(words.join(' '));
  const required = partsOf('trustedHosts').filter(([, { required: isRequired }]) => isRequired === true);
  for (const [, { words }] of required) expect(asked).toContain(`trusted-host ${words.join(' ')}`);
});

test('what no group of its own is for stands with the settings of the console', () => {
  const others = groupsFor(setUpServer()).find(({ title }) => title === 'console parameters');
  expect(others?.parameters.map(({ words }) => words)).toEqual(['exec-timeout', 'banner motd']);
});

const toSecret = [['Enter a host name', 'core2'], ...secret] as const;

test('skip keeps what was answered before in this run, also a secret', async () => {
  const current = freshServer();
  const { verified, script } = await go(current, [
    ...toSecret,
    ['Is the above information correct', 'no'],
    ['Configure hostname', 's'],
    ['Configure enable secret', 's'],
    yes,
  ]);
  expect(script.screen.filter((line) => line.endsWith('must be configured at least once.'))).toHaveLength(1);
  expect(verified?.draft).toMatchObject({ secret: 's3cret-pass', config: { hostname: 'core2' } });
});

test('what was answered before in this run is gone when its group is configured anew', async () => {
  const { lines, script } = await go(freshServer(), [
    ...toSecret,
    ['The other server', 'core9'],
    ['Its key', peerKey],
    ['Is the above information correct', 'no'],
    ['Configure enable secret', 'u'],
    ['Configure enable secret', 's'],
    ['Configure peer', 'y'],
    ['The other server', 'core8'],
    ['Its key', peerKey],
    yes,
  ]);
  expect(script.screen).toContain('enable secret is mandatory and must be configured at least once.');
  expect(lines).toContain('trusted-host core8');
  expect(lines).not.toContain('trusted-host core9');
});

test('after a fault only the group that broke it is asked again, and ^ at the verification leads to the last prompt', async () => {
  const { script, lines } = await go(setUpServer(), [
    ['Configure heartbeats and replication?', 'y'],
    ['Heartbeats and scheduled replication', 'enable'],
    ['Configure console', 'y'],
    ['Shown at a terminal', 'Hello'],
    ['Configure heartbeats and replication?', 's'],
    ['Is the above information correct', '^'],
    ['Shown at a terminal', 'Hello there'],
    yes,
  ]);
  const at = script.screen.indexOf('% high-availability enable needs a "failover peer"');
  expect(script.screen.slice(at).filter((line) => line.startsWith('Configure '))).toEqual([
    'Configure heartbeats and replication? (Y)es/(S)kip/(U)se default [Yes]: s',
  ]);
  expect(lines).toEqual(['banner motd "Hello there"']);
});
