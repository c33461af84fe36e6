import { expect, test } from '@jest/globals';
import { previewLines } from '../../../src/setup/apply.ts';
import type { Current } from '../../../src/setup/draft.ts';
import { Wizard } from '../../../src/setup/wizard.ts';
import { freshServer, hostSettings, peerKey, Script, setUpServer } from '../../support/setup-dialogue.ts';

const yes = ['Is the above information correct', 'yes'] as const;

const go = async (
  current: Current,
  answers: readonly (readonly [string, string])[],
): Promise<{ script: Script; lines: string[] }> => {
  const script = new Script(answers);
  const verified = await new Wizard(script, current, { dryRun: false }).run();
  expect({ through: script.isThrough, screen: script.screen }).toMatchObject({ through: true });
  return { script, lines: verified === undefined ? [] : previewLines(current, verified.draft) };
};

test('after a virtual address in another subnet only its group is asked again, and the verification comes at once', async () => {
  const { script, lines } = await go(freshServer({ host: hostSettings }), [
    ['Enter Virtual IP address', '198.51.100.9'],
    ['Enable secret', 's3cret-pass'],
    ['Enable secret again', 's3cret-pass'],
    ['Configure High', ''],
    ['Enter Virtual IP address', '192.0.2.9'],
    ['Enter network mask', '255.255.255.0'],
    yes,
  ]);
  const at = script.screen.findIndex((line) => line.endsWith('are not in one subnet.'));
  expect(script.screen.slice(at).filter((line) => /^(Configure|Is the above) /.test(line))).toEqual([
    expect.stringMatching(/^Configure High Availability/),
    expect.stringMatching(/^Is the above/),
  ]);
  expect(lines).toEqual([
    'enable secret <secret>',
    'failover health-monitor interface eth0',
    'failover virtual-address 192.0.2.9/24',
  ]);
});

test("a peer at this server's own address, or none at all, is refused at the prompt with the reason", async () => {
  const current = setUpServer({ host: hostSettings });
  const { script, lines } = await go(current, [
    ['Configure peer', 'y'],
    ['The other server', 'u'],
    ['The other server', 'core1'],
    ['The other server', 'core2'],
    ['Where it is reached', '192.0.2.1'],
    ['Where it is reached', '127.0.0.1'],
    ['Where it is reached', 'gar_bage'],
    ['Where it is reached', '192.0.2.2'],
    ['Its key', peerKey],
    yes,
  ]);
  expect(script.screen.filter((line) => line.startsWith('% "'))).toEqual([
    '% "u" is refused: the name or the address of the other server is needed; "^" goes back',
    '% "core1" is refused: it is the name of this server: that of the other server is needed',
    '% "192.0.2.1" is refused: it is the address of eth0 of this server: that of the other is needed',
    '% "127.0.0.1" is refused: it leads to this server itself: the address of the other server is needed',
    expect.stringContaining('a hostname or an IP address is needed'),
  ]);
  expect(lines).toContain(' address 192.0.2.2');
});

test('a secret that is too short is refused before it has to be typed again, and its rule is said before', async () => {
  const { script } = await go(setUpServer({ host: hostSettings }), [
    ['Configure administrator', 'y'],
    ['Enter the name', 'alice'],
    ['Enter a password', 'short'],
    ['Enter a password', 'long-enough'],
    ['Enter a password again', 'long-enough'],
    ['Configure enable secret', 'y'],
    ['Enable secret', 'x'],
    ['Enable secret', 'long-enough'],
    ['Enable secret again', 'long-enough'],
    yes,
  ]);
  const rule = 'It has at least 8 characters, is typed twice and is not shown.';
  const around = (prompt: string): string[] => {
    const at = script.screen.findIndex((line) => line.startsWith(prompt));
    return [script.screen[at - 1] ?? '', script.screen[at + 1] ?? ''];
  };
  expect(around('Enter a password')).toEqual([rule, expect.stringMatching(/^% .*8/)]);
  expect(around('Enable secret [')).toEqual([rule, '% a secret of at least 8 characters is needed']);
});

test('an account that is no administrator of ours is refused where its name is typed', async () => {
  const current = setUpServer({ host: { ...hostSettings, administrators: ['alice'], takenNames: ['root', 'sudo'] } });
  const { script } = await go(current, [
    ['Configure administrator', 'y'],
    ['Enter the name', 'root'],
    ['Enter the name', 'alice'],
    ['Enter a password', ''],
  ]);
  expect(script.screen).toContain(
    '% "root" is refused: there is such an account or group on this host, and its login does not open the console',
  );
});

test('the gateway of a later interface holds when an earlier one is asked again after a fault', async () => {
  const { config } = setUpServer();
  const current = setUpServer({
    host: hostSettings,
    config: { ...config, healthMonitorInterface: 'eth0', virtualAddress: '192.0.2.9/24' },
  });
  const { lines } = await go(current, [
    ['Configure eth0', 'y'],
    ['Enter eth0 IP', '10.9.9.9'],
    ['Enter default', 'none'],
    ['Configure eth1', 'y'],
    ['Enter eth1 IP', '10.1.2.3'],
    ['Enter network mask', ''],
    ['Enter default', '10.1.2.254'],
    ['Configure eth0', 'y'],
    ['Enter eth0 IP', '192.0.2.7'],
    ['Enter network mask', ''],
    ['Enter default', 'none'],
    yes,
  ]);
  expect(lines).toEqual([
    'ip default-gateway 10.1.2.254',
    'interface eth0',
    ' ip address 192.0.2.7/24',
    'interface eth1',
    ' ip address 10.1.2.3/24',
  ]);
});
