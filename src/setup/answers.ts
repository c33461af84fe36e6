import { fieldOf } from '../config/config.ts';
import { parseConfig } from '../config/text.ts';
import { behind, startsWith, wordsOf, type Words } from '../config/line.ts';
import { secretMask } from '../config/secret-mask.ts';
import { typedSecret } from '../config/typed-secret.ts';
import type { LineFault } from '../config/lines.ts';
import { StatementError } from '../config/statement-error.ts';
import { UnderstudyError } from '../error.ts';
import { draftFrom, type Current, type Draft } from './draft.ts';
import { groupsFor, missingIn } from './group.ts';
import { takeHostLines } from './host-answers.ts';
import { hostFaults } from './host-faults.ts';
import { roleParameter } from './role-parameter.ts';
import { secretParameter } from './secret-parameter.ts';

/** A line of an answers file that is refused; 0: the file as a whole. */
type AnswerFault = LineFault;

/** The two answers that the worker takes apart from the configuration: each a way to change the draft. */
const special: readonly { readonly words: readonly string[]; take(draft: Draft, text: string): Draft }[] = [
  { words: ['failover', 'mode'], take: (draft, text) => roleParameter.take(draft, text) },
  {
    words: ['enable', 'secret'],
    take: (draft, text) => (text === secretMask ? draft : secretParameter(false).take(draft, typedSecret(text))),
  },
];

const valueOf = ({ tokens, line, column }: Words): string => {
  const [first] = tokens;
  if (first === undefined) throw new StatementError('a value is missing', column);
  return line.slice(first.start).trim();
};

/** The draft with the line's answer; undefined where the line is configuration. @throws Error with the reason */
const takeSpecial = (draft: Draft, line: string): Draft | undefined => {
  if (/^\s*([!#].*)?$/.test(line)) return undefined;
  const words = wordsOf(line);
  const found = special.find((one) => startsWith(words, one.words));
  if (found === undefined) return undefined;
  try {
    return found.take(draft, valueOf(behind(words, found.words.length)));
  } catch (error) {
    throw new Error(`${found.words.join(' ')}: ${(error as Error).message}`, { cause: error });
  }
};

/** Statements alone: what the special lines leave, with every line where it was. */
const readSpecial = (
  lines: readonly string[],
  start: Draft,
): { draft: Draft; rest: string[]; faults: AnswerFault[] } => {
  let draft = start;
  const faults: AnswerFault[] = [];
  const rest = lines.map((line, i) => {
    try {
      const taken = takeSpecial(draft, line);
      if (taken === undefined) return line;
      draft = taken;
    } catch (error) {
      faults.push({ line: i + 1, message: (error as Error).message });
    }
    return '!';
  });
  return { draft, rest, faults };
};

const interfaceKeys = ['healthMonitorInterface', 'directConnectInterface'] as const;

/** As at the prompt of the wizard, an interface has to be one of this host's. */
const unknownInterfaces = (current: Current, draft: Draft, lines: readonly string[]): AnswerFault[] => {
  const names = current.host.interfaces.map(({ name }) => name);
  return interfaceKeys.flatMap((key) => {
    const name = draft.config[key];
    const isKnown = name === undefined || names.length === 0 || names.includes(name) || name === current.config[key];
    if (isKnown) return [];
    const words = fieldOf(key).words.join(' ');
    const at = lines.findLastIndex((line) => line.trim().replaceAll(/\s+/g, ' ') === `${words} ${name}`);
    return [
      {
        line: at + 1,
        message: `${words}: there is no interface ${name} on this server: one of ${names.join(', ')} is needed`,
      },
    ];
  });
};

const missingFaults = (current: Current, draft: Draft): AnswerFault[] =>
  groupsFor(current)
    .flatMap((group) => missingIn(group, draft))
    .map(({ words }) => ({
      line: 0,
      message: `"${words}" is missing: it is mandatory, and this server has none yet`,
    }));

/** What is wrong with answers of which each is right. */
const wholeFaults = (current: Current, draft: Draft, lines: readonly string[]): AnswerFault[] => [
  ...missingFaults(current, draft),
  ...unknownInterfaces(current, draft, lines),
  ...hostFaults(draft).map((message) => ({ line: 0, message })),
];

/** Answers that were refused, each fault on a line of its own in the order of the file: `FILE:N: % …` (console 47). */
export class AnswersRefused extends UnderstudyError {
  readonly lines: readonly string[];

  constructor(file: string, faults: readonly AnswerFault[]) {
    const sorted = faults.toSorted((a, b) => (a.line || Infinity) - (b.line || Infinity));
    const lines = sorted.map(({ line, message }) => `${file}${line === 0 ? '' : `:${line}`}: % ${message}`);
    super('usage', lines.join('\n'), { hint: 'nothing was changed' });
    this.lines = lines;
  }
}

/**
 * Reads answers onto what holds now (G5). The file is in the console's own language, so what `show running-config` prints
 * can be its beginning: a line answers, `default …` resets, and what is not named stays. Beside the statements of the
 * configuration it may say `failover mode primary|secondary`, `enable secret SECRET`, and what the host is set to.
 *
 * @throws AnswersRefused naming each bad line and each mandatory answer that is missing; UnderstudyError refused for what
 *   cannot be set on this host
 */
export const draftFromAnswers = (text: string, file: string, current: Current): Draft => {
  const special = readSpecial(text.split(/\r?\n/), draftFrom(current));
  const host = takeHostLines(current, special.draft, special.rest);
  const parsed = parseConfig(host.rest.join('\n'), current.config);
  const answered = { ...host.draft, config: parsed.config ?? current.config };
  const faults = [...special.faults, ...host.faults, ...parsed.faults];
  const all =
    parsed.config === undefined ? faults : [...faults, ...wholeFaults(current, answered, text.split(/\r?\n/))];
  if (all.length > 0) throw new AnswersRefused(file, all);
  return answered;
};

/** True where the answers hold a secret that everybody could use who reads them. */
export const holdsSecret = ({ secret, host }: Draft): boolean =>
  (secret !== undefined && !secret.startsWith('scrypt$')) || host?.administrator?.password !== undefined;
