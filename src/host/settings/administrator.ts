import type { HostDifference } from '../../config/host-change.ts';
import { isAt, textAt, type HostPlace } from './host-place.ts';
import type { Step } from './step.ts';
import type { Command } from './tool.ts';

const group = 'understudy-console';
const shell = '/usr/bin/understudy-shell';

const rowsAt = async (place: HostPlace, path: string): Promise<string[][]> =>
  ((await textAt(place, path)) ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));

/** Accounts whose login opens the console: those with its shell. */
export const readAdministrators = async (place: HostPlace): Promise<string[]> =>
  (await rowsAt(place, '/etc/passwd'))
    .flatMap(([name = '', ...fields]) => (fields.at(-1) === shell ? [name] : []))
    .sort();

/** Names of accounts and groups that are no administrators of ours. */
export const readTakenNames = async (place: HostPlace): Promise<string[]> => {
  const ours = await readAdministrators(place);
  const rows = [...(await rowsAt(place, '/etc/passwd')), ...(await rowsAt(place, '/etc/group'))];
  return [...new Set(rows.map(([name = '']) => name))].filter((name) => !ours.includes(name)).sort();
};

const isAccount = async (place: HostPlace, name: string): Promise<boolean> =>
  (await rowsAt(place, '/etc/passwd')).some(([one]) => one === name);

const isGroup = async (place: HostPlace, name: string): Promise<boolean> =>
  (await rowsAt(place, '/etc/group')).some(([one]) => one === name);

const hashOf = async (place: HostPlace, name: string): Promise<string> =>
  (await rowsAt(place, '/etc/shadow')).find(([one]) => one === name)?.[1] ?? '!';

/** @returns why this account cannot be the administrator; undefined: it can */
export const administratorObstacle = async (place: HostPlace, name: string): Promise<string | undefined> => {
  if ((await readAdministrators(place)).includes(name)) return undefined;
  if (await isAccount(place, name)) {
    return `there is an account ${name} on this host, and its login does not open the console: choose another name`;
  }
  if (await isGroup(place, name)) return `there is a group ${name} on this host: choose another name`;
  if (!(await isGroup(place, group)) || !(await isAt(place, shell))) {
    return `there is no group ${group} or no ${shell} on this host: the package of Understudy brings both`;
  }
  return (await isAt(place, `/home/${name}`))
    ? `there is a folder /home/${name} already: choose another name`
    : undefined;
};

const create = (name: string): Command => ({
  argv: [
    'useradd',
    '--create-home',
    `--shell=${shell}`,
    `--groups=${group}`,
    '--comment=Administrator of Understudy',
    '--',
    name,
  ],
});
/** 6: there is no such account. */
const remove = (name: string): Command => ({ argv: ['userdel', '--remove', '--', name], fine: [6, 12] });

/** The account that a person logs in with. What it was before the change is its password's hash, or nothing. */
export const administratorStep = async (
  place: HostPlace,
  { administrator }: HostDifference,
): Promise<Step | undefined> => {
  if (administrator === undefined) return undefined;
  const { name, password } = administrator;
  const isThere = await isAccount(place, name);
  const before = await hashOf(place, name);
  const setPassword: Command = { argv: ['chpasswd'], input: `${name}:${password}\n` };
  const setBack: Command = { argv: ['chpasswd', '--encrypted'], input: `${name}:${before}\n` };
  return {
    what: `the administrator ${name}`,
    files: [],
    after: [...(isThere ? [] : [create(name)]), setPassword],
    undo: { before: [], after: [isThere ? setBack : remove(name)] },
    verify: async () => {
      const now = await hashOf(place, name);
      if (!now.startsWith('$')) throw new Error('the account has no password that it could log in with');
      return [];
    },
  };
};
