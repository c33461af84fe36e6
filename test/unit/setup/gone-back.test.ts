import { describe, expect, test } from '@jest/globals';
import { previewLines } from '../../../src/setup/apply.ts';
import type { Current } from '../../../src/setup/draft.ts';
import { Menu } from '../../../src/setup/menu.ts';
import { Wizard } from '../../../src/setup/wizard.ts';
import { hostSettings, peerKey, Script, setUpServer } from '../../support/setup-dialogue.ts';

type Answers = readonly (readonly [string, string])[];

const yes = ['Is the above information correct', 'yes'] as const;
const kept = 'This was answered in this setup: skip keeps it, "undo" takes it back.';

const go = async (
  answers: Answers,
  current: Current = setUpServer(),
  Form: typeof Wizard | typeof Menu = Wizard,
): Promise<{ script: Script; lines: string[] | undefined }> => {
  const script = new Script(answers);
  const verified = await new Form(script, current, { dryRun: true }).run();
  expect({ through: script.isThrough, screen: script.screen }).toMatchObject({ through: true });
  return { script, lines: verified === undefined ? undefined : previewLines(current, verified.draft) };
};

const named = [
  ['Configure hostname', 'y'],
  ['Enter a host name', 'core5'],
] as const;
const backToName = [
  ['Configure High Availability', '^'],
  ['Enter a host name', '^'],
] as const;

describe('G2, G3: skip after ^', () => {
  test('keeps what was answered in this run, and the screen says so', async () => {
    const { script, lines } = await go([...named, ...backToName, ['Configure hostname', 's'], yes]);
    const at = script.screen.indexOf(kept);
    expect(script.screen.slice(at - 1, at + 2)).toEqual([
      'Current hostname=[core5]',
      kept,
      'Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: s',
    ]);
    expect(lines).toEqual(['hostname core5']);
  });

  test('keeps what was answered with "use default"', async () => {
    const config = { ...setUpServer().config, execTimeoutMs: 330_000 };
    const { lines } = await go(
      [['Configure console', 'u'], ['Is the above information correct', '^'], ['Configure console', 's'], yes],
      setUpServer({ config }),
    );
    expect(lines).toEqual(['no exec-timeout']);
  });

  test('"undo" takes it back, and offers it no more', async () => {
    const { script, lines } = await go([
      ...named,
      ...backToName,
      ['Configure hostname', 'undo'],
      ['Configure hostname', 'y'],
    ]);
    expect(script.screen.filter((line) => line === kept)).toHaveLength(1);
    expect(script.screen.slice(-40)).not.toContain('Enter a host name [core5]: ');
    expect(script.screen).toContain('Configure hostname? (Y)es/(S)kip/(U)se default [Skip]: y');
    expect(lines).toBeUndefined();
  });

  test('without anything to take back "undo" is no answer', async () => {
    const { script } = await go([['Configure hostname', 'undo']]);
    expect(script.screen).toContain('Please enter "yes", "skip" or "use default".');
  });

  test('keeps nothing of a group that was left half-way', async () => {
    const { script, lines } = await go(
      [
        ['Configure eth1', 'y'],
        ['Enter eth1 IP', '10.1.2.3'],
        ['Enter network mask', '^'],
        ['Enter eth1 IP', '^'],
        ['Configure eth1', 's'],
      ],
      setUpServer({ host: hostSettings }),
    );
    expect(script.screen).not.toContain(kept);
    expect(lines).toBeUndefined();
  });

  test('keeps the whole answer before the one that was left half-way', async () => {
    const { script, lines } = await go(
      [
        ['Configure eth1', 'y'],
        ['Enter eth1 IP', '10.1.2.3'],
        ['Configure DNS', '^'],
        ['Enter network mask', '^'],
        ['Enter eth1 IP', '10.9.9.9'],
        ['Enter network mask', '^'],
        ['Enter eth1 IP', '^'],
        ['Configure eth1', 's'],
        yes,
      ],
      setUpServer({ host: hostSettings }),
    );
    expect(script.screen).toContain('Current eth1 IP address=[10.1.2.3]');
    expect(lines).toEqual(['interface eth1', ' ip address 10.1.2.3/24']);
  });

  test('of the answers that were given one after the other it keeps the last alone', async () => {
    const peer = (name: string): Answers => [
      ['Configure peer', 'y'],
      ['The other server', name],
      ['Its key', peerKey],
    ];
    const { lines } = await go([
      ...peer('core8'),
      ['Is the above information correct', 'no'],
      ...peer('core9'),
      ['Is the above information correct', 'no'],
      ['Configure peer', 's'],
      yes,
    ]);
    expect(lines).toContain('trusted-host core9');
    expect(lines).not.toContain('trusted-host core8');
  });

  test('what is kept has made a question pointless: it is asked neither on the way back nor on the way forth', async () => {
    const withoutGateway = hostSettings.interfaces.map((one) => ({ ...one, gateway: null }));
    const { script } = await go(
      [
        ['Configure eth0', 'y'],
        ['Enter default', 'none'],
        ['Configure eth1', 'y'],
        ['Enter eth1 IP', '10.1.2.3'],
        ['Enter default', '10.1.2.254'],
        ['Configure DNS', '^'],
        ['Enter default', '^'],
        ['Enter network mask', '^'],
        ['Enter eth1 IP', '^'],
        ['Configure eth1', '^'],
        ['Enter network mask', ''],
        yes,
      ],
      setUpServer({ host: { ...hostSettings, interfaces: withoutGateway } }),
    );
    expect(script.screen.filter((line) => line.startsWith('Enter default'))).toEqual([
      'Enter default gateway address [none]: none',
      'Enter default gateway address [none]: 10.1.2.254',
      'Enter default gateway address [10.1.2.254]: ^',
      'Enter default gateway address [10.1.2.254]: ',
    ]);
  });

  test('what does not fit is not kept: its group alone is asked again, without it', async () => {
    const { script, lines } = await go([
      ...named,
      ['Configure heartbeats and replication?', 'y'],
      ['Heartbeats and scheduled replication', 'enable'],
      ['Configure health', '^'],
      ['Heartbeats and scheduled replication', '^'],
      ['Configure heartbeats and replication?', 's'],
      ['Configure heartbeats and replication?', 's'],
      yes,
    ]);
    const at = script.screen.indexOf('Only heartbeats and replication is asked again; the other answers are kept.');
    expect(script.screen.slice(at + 1, at + 3)).toEqual(['', 'Current high-availability=[disable]']);
    expect(lines).toEqual(['hostname core5']);
  });

  test('in the menu it is the same', async () => {
    const { script, lines } = await go(
      [
        ['Please enter your choice', '1'],
        ...named,
        ['Please enter your choice', '^'],
        ['Enter a host name', '^'],
        ['Configure hostname', 's'],
        ['Please enter your choice', '10'],
        yes,
      ],
      setUpServer(),
      Menu,
    );
    expect(script.screen).toContain(kept);
    expect(lines).toEqual(['hostname core5']);
  });
});
