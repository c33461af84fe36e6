/**
 * The sending rsync that a peer's receiving one may start here. Nothing of what the peer wrote is passed on: each of its
 * words is looked up, and the words that are run are our own (replication 5).
 */
export interface RsyncCommand {
  /** Options, ours, in the order in which they were asked for. */
  readonly options: readonly string[];
  /** What the peer names; where that lies only the worker says. */
  readonly source: string;
}

/** A stalled peer is given up after this; whatever it asked for. */
const timeoutSeconds = 60;

/** Each at most once: recursion, links as links, permissions, times, owner, group; compare contents; ignore times. */
const letters = 'rlptogcI';
/** What a receiving rsync says of itself after `e.`; `v` is needed, it settles how the transfer opens. */
const capabilities = 'iLsfxCIvu';

/** Words that may follow as they stand. */
const words: readonly string[] = ['--inplace', '-B4096', '--info=STATS2'];

const source = /^(?:dataset|snapshot)\/[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\/?$/;

const eachOnce = (text: string, allowed: string): boolean => {
  const asked = text.split('');
  return new Set(asked).size === asked.length && asked.every((letter) => allowed.includes(letter));
};

const rebuiltLetters = (word: string): string | undefined => {
  const match = /^-([a-zA-Z]{2,16}?)e\.([A-Za-z]{1,16})$/.exec(word);
  const [, asked = '', known = ''] = match ?? [];
  const good =
    eachOnce(asked, letters) &&
    asked.startsWith('l') &&
    asked.includes('r') &&
    eachOnce(known, capabilities) &&
    known.includes('v');
  return good ? `-${asked}e.${known}` : undefined;
};

const rebuiltOption = (word: string): string | undefined => {
  if (/^--timeout=\d{1,4}$/.test(word)) return '';
  return words.find((allowed) => allowed === word);
};

/** The command rebuilt, or undefined when any word of it is not one we allow. */
export const parseRsync = (text: string): RsyncCommand | undefined => {
  const [program, server, sender, short = '', ...rest] = text.split(' ');
  const [dot, what = ''] = rest.slice(-2);
  if (program !== 'rsync' || server !== '--server' || sender !== '--sender' || dot !== '.' || !source.test(what))
    return undefined;
  const options = [rebuiltLetters(short), ...rest.slice(0, -2).map(rebuiltOption)];
  if (options.includes(undefined) || new Set(options).size !== options.length) return undefined;
  const ours = (options as string[]).filter((option) => option !== '');
  return { options: [...ours, `--timeout=${timeoutSeconds}`], source: what.replace(/\/$/, '') };
};

/** A command as `parseRsync` takes it: for whoever has to check it anew. */
export const printRsync = ({ options, source: what }: RsyncCommand): string =>
  ['rsync', '--server', '--sender', ...options, '.', what].join(' ');

/** The arguments that are run. The path is ours, absolute or `.`, so that it cannot be taken for an option. */
export const rsyncArguments = (command: RsyncCommand, path: string): string[] => [
  '--server',
  '--sender',
  ...command.options,
  '.',
  `${path.replace(/\/+$/, '')}/`,
];
