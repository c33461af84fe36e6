import type { Draft } from './draft.ts';
import type { Step } from './step.ts';

/**
 * Which round an answer is of. Those before this one hold until their group is configured anew, and so skipping it keeps
 * them: what `^` went back over, and what went with all the others as far as the verification.
 */
type Round = 'this' | 'gone back over' | 'earlier';

/** An answer; undefined text: the value that was shown is kept. */
export interface Answered {
  readonly step: Step;
  readonly text: string | undefined;
  readonly round: Round;
}

const applied = (draft: Draft, { step, text }: Answered): Draft => {
  if (step.kind === 'group')
    return text === 'default' ? step.group.parameters.reduce((next, { reset }) => reset(next), draft) : draft;
  const { isAsked, isSecret, take, value, suggestion } = step.parameter;
  if (!isAsked(draft)) return draft;
  const kept = isSecret ? undefined : (value(draft) ?? suggestion?.(draft));
  const said = text ?? kept;
  return said === undefined ? draft : take(draft, said);
};

export const isIn =
  (title: string, ...rounds: readonly Round[]) =>
  ({ step, round }: Answered): boolean =>
    rounds.includes(round) && step.group.title === title;

export const inRound =
  (round: Round) =>
  (answer: Answered): Answered => ({ ...answer, round });

/** Whether to configure the group was answered with yes or with its default values. */
export const isChosen = ({ step, text }: Answered): boolean => step.kind === 'group' && text !== 'skip';

const newestFirst: readonly Round[] = ['this', 'gone back over', 'earlier'];

/** The round whose answers hold for this group: the last in which it was configured. */
const roundOf = (title: string, answers: readonly Answered[]): Round =>
  newestFirst.find((round) => answers.some((one) => isIn(title, round)(one) && isChosen(one))) ?? 'this';

/** Without the answers that were given anew. */
export const holding = (answers: readonly Answered[]): Answered[] => {
  const titles = new Set(answers.map(({ step }) => step.group.title));
  const rounds = new Map([...titles].map((title) => [title, roundOf(title, answers)]));
  return answers.filter(({ step, round }) => round === 'this' || rounds.get(step.group.title) === round);
};

export const draftOf = (start: Draft, answers: readonly Answered[]): Draft => holding(answers).reduce(applied, start);
