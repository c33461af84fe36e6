import { expect, test } from '@jest/globals';
import { previewLines } from '../../../src/setup/apply.ts';
import type { Current } from '../../../src/setup/draft.ts';
import { groupsFor } from '../../../src/setup/group.ts';
import { Menu } from '../../../src/setup/menu.ts';
import { freshServer, hostSettings, Script, setUpServer } from '../../support/setup-dialogue.ts';

const current = setUpServer({ host: hostSettings });
const titles = groupsFor(current).map(({ title }) => title);
const last = titles.length + 1;
const choice = 'Please enter your choice';
const number = (title: string): string => String(titles.indexOf(title) + 1);
const apply = [choice, String(last)] as const;

const go = async (
  answers: readonly (readonly [string, string])[],
  of: Current = current,
): Promise<{ script: Script; lines: string[] | undefined }> => {
  const script = new Script(answers);
  const verified = await new Menu(script, of, { dryRun: false }).run();
  expect({ through: script.isThrough, screen: script.screen }).toMatchObject({ through: true });
  return { script, lines: verified === undefined ? undefined : previewLines(of, verified.draft) };
};

test('console 3: the groups are numbered, the mandatory ones have a star, and the last choice applies', async () => {
  const { script, lines } = await go([apply]);
  expect(lines).toBeUndefined();
  const from = script.screen.indexOf('Configure this server (* = mandatory):');
  expect(script.screen.slice(from, from + 4)).toEqual([
    'Configure this server (* = mandatory):',
    expect.stringMatching(/^ 1\) hostname +\*$/),
    ' 2) domain name',
    ' 3) High Availability',
  ]);
  expect(script.screen.slice(-3)).toEqual([
    `${last}) ## Verify and apply changes ##`,
    '',
    `${choice} [1 - ${last}]: ${last}`,
  ]);
  expect(script.screen.filter((line) => line.endsWith(' *')).map((line) => line.slice(4, -1).trim())).toEqual([
    'hostname',
    'enable secret',
  ]);
});

test('a group is asked for by its number, as often as one likes, and Enter means Yes there', async () => {
  const { lines, script } = await go([
    [choice, number('timezone')],
    ['Configure timezone', ''],
    ['Enter a time zone', 'Europe/Vienna'],
    [choice, number('hostname')],
    ['Configure hostname', ''],
    ['Enter a host name', 'core3'],
    [choice, number('timezone')],
    ['Configure timezone', ''],
    ['Enter a time zone', 'Europe/London'],
    apply,
    ['Is the above', 'no'],
    [choice, number('hostname')],
    ['Configure hostname', 'u'],
    [choice, '?'],
    [choice, '0'],
    [choice, 'core'],
    apply,
    ['Is the above', '^'],
    apply,
    ['Is the above', 'yes'],
  ]);
  expect(script.screen).toContain('Configure timezone? (Y)es/(S)kip/(U)se default [Yes]: ');
  expect(script.screen).toContain('Enter a time zone [Europe/Vienna]: Europe/London');
  expect(script.screen.filter((line) => line === `Please enter a number from 1 to ${last}.`)).toHaveLength(2);
  expect(script.screen).toContain('hostname is mandatory and must be configured at least once.');
  expect(lines).toEqual(['hostname core3', 'clock timezone Europe/London']);
});

test('^ leaves a group as it was, and in the menu it leads back to the last prompt', async () => {
  const { lines, script } = await go([
    [choice, '^'],
    [choice, number('hostname')],
    ['Configure hostname', ''],
    ['Enter a host name', 'core3'],
    [choice, number('hostname')],
    ['Configure hostname', '^'],
    [choice, number('domain name')],
    ['Configure domain name', ''],
    ['Enter a domain name', '^'],
    ['Configure domain name', '^'],
    [choice, '^'],
    ['Enter a host name', 'core4'],
    apply,
    ['Is the above', 'yes'],
  ]);
  expect(script.screen.filter((line) => line === 'This is the first prompt.')).toHaveLength(1);
  expect(lines).toEqual(['hostname core4']);
});

test('nothing is applied while a mandatory parameter is missing or the answers do not fit together', async () => {
  const fresh = freshServer({ host: hostSettings });
  const { lines, script } = await go(
    [
      apply,
      [choice, number('enable secret')],
      ['Configure enable secret', ''],
      ['Enable secret', 's3cret-pass'],
      ['Enable secret again', 's3cret-pass'],
      [choice, number('High Availability')],
      ['Configure High', ''],
      ['Enter Virtual IP', '192.0.2.1'],
      apply,
      [choice, number('High Availability')],
      ['Enter Virtual IP', '192.0.2.7'],
      apply,
      ['Is the above', 'yes'],
    ],
    fresh,
  );
  expect(script.screen).toContain('enable secret is mandatory and must be configured at least once.');
  expect(script.screen).toContain(
    '% The virtual IP address 192.0.2.1 is the health monitor address of eth0: the two should always be different.',
  );
  expect(lines).toEqual([
    'enable secret <secret>',
    'failover health-monitor interface eth0',
    'failover virtual-address 192.0.2.7/24',
  ]);
});

test('a group that is chosen again and skipped keeps what was answered', async () => {
  const { lines } = await go([
    [choice, number('hostname')],
    ['Configure hostname', ''],
    ['Enter a host name', 'core3'],
    [choice, number('hostname')],
    ['Configure hostname', 's'],
    apply,
    ['Is the above', 'yes'],
  ]);
  expect(lines).toEqual(['hostname core3']);
});
