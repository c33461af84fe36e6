import { ControlClient } from '../../control/client.ts';
import { rootAt } from '../../control/root.ts';
import { quote } from '../../config/token.ts';
import { candidatesAt } from './completion.ts';
import { glanceAt, type Glance } from '../sitting/glance.ts';
import { placeFor } from '../lines/session.ts';
import { standardOutput } from '../output/standard-stream.ts';

type Candidate = readonly [name: string, help: string];

/** Options of the command line that take the word behind them. */
const takesValue = /^(-c|--command|-f|--file|--root)$/;

/** A shell inserts what it is given: only what means nothing to it is offered. */
const isHarmless = ([name]: Candidate): boolean => /^[\w.,:@%+/-]+$/.test(name);

/** What stands before the cursor's word, without the options between. */
const split = (typed: readonly string[]): { words: string[]; root: string | undefined; isLine: boolean } => {
  const words: string[] = [];
  let root: string | undefined;
  let option = '';
  for (const one of typed) {
    if (takesValue.test(option)) {
      if (option === '--root') root = one;
      option = '';
    } else if (one.startsWith('-')) {
      option = one;
      if (one.startsWith('--root=')) root = one.slice('--root='.length);
    } else words.push(one);
  }
  return { words, root, isLine: option === '-c' || option === '--command' };
};

/**
 * What the last word may become, for the completion of a shell: words of the command tree, names of this server's own
 * things, output modifiers. Nothing where the words before it lead nowhere.
 *
 * @param typed what stands behind `understudy`, up to the cursor
 */
export const candidatesFor = async (
  typed: readonly string[],
  names: Pick<Glance, 'names'>,
): Promise<readonly Candidate[]> => {
  const root = await placeFor({ mode: 'exec', privileged: true, interactive: false });
  const last = typed.at(-1) ?? '';
  const { words, isLine } = split(typed.slice(0, -1));
  // A whole line in one word, as in `understudy 'show failover | inc'`, is given back as a whole.
  const isWhole = isLine || (words.length === 0 && /\s/.test(last));
  const before = words.map((one) => (/^(?!\|).*[\s"']|^$/s.test(one) ? quote(one) : one));
  const { word, rows } = candidatesAt(root, isWhole ? last : [...before, last].join(' '), names);
  const kept = isWhole ? last.slice(0, last.length - word.length) : '';
  return rows.filter(isHarmless).map(([name, help]) => [`${kept}${name}`, help]);
};

/** Help comes from configurations and logs: it may hold anything, and each candidate is a line of its own. */
const printable = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

/** `understudy __complete WORDS…`: a candidate a line, a tab, what it is. Never fails: nobody reads why. */
export const runShellCompletion = async (typed: readonly string[], defaultRoot: string): Promise<number> => {
  const { root } = split(typed.slice(0, -1));
  const glance = await glanceAt(new ControlClient(rootAt(root ?? defaultRoot)), undefined);
  const lines = (await candidatesFor(typed, glance)).map(([name, help]) => `${name}\t${printable(help)}\n`);
  standardOutput.write(lines.join(''));
  return 0;
};
