import type { Draft } from './draft.ts';
import { missingIn, type Group } from './group.ts';
import type { Parameter } from './parameter.ts';

export type Choice = 'yes' | 'skip' | 'default';

/** Whether to configure a group. */
export interface GroupStep {
  readonly kind: 'group';
  readonly id: string;
  readonly group: Group;
}

/** One of its parameters. */
export interface ParameterStep {
  readonly kind: 'parameter';
  readonly id: string;
  readonly group: Group;
  readonly parameter: Parameter;
}

/** The prompt that comes next. */
export type Step = GroupStep | ParameterStep;

/** An answer; undefined text: the value that was shown is kept. */
interface Answered {
  readonly step: Step;
  readonly text: string | undefined;
  /** Of an earlier round: it holds until its group is configured anew, and so skipping that keeps it. */
  readonly isEarlier?: true;
}

const groupStep = (group: Group): Step => ({ kind: 'group', id: `configure ${group.title}`, group });
/** What was said of one trusted host is nothing to offer for another. */
const idOf = ({ words, about }: Parameter, draft: Draft): string => {
  const whose = about?.(draft);
  return whose === undefined ? words : `${words} of ${whose}`;
};

const parameterStep = (group: Group, parameter: Parameter, draft: Draft): Step => ({
  kind: 'parameter',
  id: idOf(parameter, draft),
  group,
  parameter,
});

const applied = (draft: Draft, { step, text }: Answered): Draft => {
  if (step.kind === 'group')
    return text === 'default' ? step.group.parameters.reduce((next, { reset }) => reset(next), draft) : draft;
  const { isAsked, isSecret, take, value, suggestion } = step.parameter;
  if (!isAsked(draft)) return draft;
  const kept = isSecret ? undefined : (value(draft) ?? suggestion?.(draft));
  const said = text ?? kept;
  return said === undefined ? draft : take(draft, said);
};

const isOf =
  (title: string) =>
  ({ step, isEarlier }: Answered): boolean =>
    isEarlier !== true && step.group.title === title;

const earlier = (answer: Answered): Answered => ({ ...answer, isEarlier: true });

/** What the answers come to; those of an earlier round only where this one does not configure their group anew. */
const draftOf = (start: Draft, answers: readonly Answered[]): Draft => {
  const anew = new Set(
    answers
      .filter(({ step, text, isEarlier }) => isEarlier !== true && step.kind === 'group' && text !== 'skip')
      .map(({ step }) => step.group.title),
  );
  return answers
    .filter(({ step, isEarlier }) => isEarlier !== true || !anew.has(step.group.title))
    .reduce(applied, start);
};

/**
 * The way through the questions. What was answered is a stack, so that `^` takes back the last one, and the draft is always
 * made anew of the stack: an answer that was taken back leaves nothing behind (G3).
 */
export class Course {
  readonly #start: Draft;
  readonly #groups: readonly Group[];
  readonly #remembered = new Map<string, string>();
  #answered: Answered[] = [];
  /** Answers to questions behind the one that is asked again. */
  #behind: Answered[] = [];

  constructor(start: Draft, groups: readonly Group[]) {
    this.#start = start;
    this.#groups = groups;
  }

  get draft(): Draft {
    return draftOf(this.#start, this.#all);
  }

  /** What is asked next; undefined when everything is answered. */
  next(): Step | undefined {
    for (const group of this.#groups) {
      const step = this.nextIn(group);
      if (step !== undefined) return step;
    }
    return undefined;
  }

  /** What of one group is asked next; undefined when everything of it is answered. */
  nextIn(group: Group): Step | undefined {
    const { draft } = this;
    const choice = this.#textOf(groupStep(group).id);
    if (choice === undefined) return groupStep(group);
    const open = group.parameters.find((one) => one.isAsked(draft) && !this.#has(idOf(one, draft)));
    return choice === 'yes' && open !== undefined ? parameterStep(group, open, draft) : undefined;
  }

  /** What was answered to this prompt before it was asked again. */
  remembered({ id }: Step): string | undefined {
    return this.#remembered.get(id);
  }

  /** @throws Error with the reason why it is no answer; then nothing was taken */
  take(step: Step, text: string | undefined): void {
    const answer: Answered = { step, text };
    const reached = this.#behind.findLastIndex(isOf(step.group.title)) + 1;
    const answered = [...this.#answered, ...this.#behind.slice(0, reached), answer];
    const behind = this.#behind.slice(reached);
    draftOf(this.#start, [...answered, ...behind]);
    this.#answered = answered;
    this.#behind = behind;
    if (text !== undefined) this.#remembered.set(step.id, text);
  }

  /** The mandatory parameters that the choice would leave without a value. */
  lackingAfter(group: Group, choice: Choice): Parameter[] {
    if (choice === 'yes') return [];
    return missingIn(group, draftOf(this.#start, [...this.#all, { step: groupStep(group), text: choice }]));
  }

  /** Back to the previous prompt, which it gives; undefined at the first. */
  back(): Step | undefined {
    const at = this.#answered.findLastIndex(({ isEarlier }) => isEarlier !== true);
    return at === -1 ? undefined : this.#answered.splice(at, 1)[0]?.step;
  }

  /** How far the answers are, for `return`. */
  mark(): readonly Answered[] {
    return this.#all;
  }

  return(mark: readonly Answered[]): void {
    this.#answered = [...mark];
    this.#behind = [];
  }

  /** Asks for a group anew, with its values kept. */
  reopen({ title }: Group): void {
    this.return(this.#all.map((answer) => (isOf(title)(answer) ? earlier(answer) : answer)));
  }

  /** Back to the question whether to configure this group, without its answers; what was answered behind it stays. */
  backTo({ title }: Group): void {
    const all = this.#all;
    const at = all.findIndex(isOf(title));
    if (at === -1) return;
    this.#answered = all.slice(0, at);
    this.#behind = all.slice(at).filter((answer) => !isOf(title)(answer));
  }

  /** Everything is answered: the way back begins at the last question. */
  finish(): void {
    this.return(this.#all);
  }

  /** From the first question, with the values kept. */
  restart(): void {
    this.return(this.#all.map(earlier));
  }

  /** From the first question, with what this round answered only offered again. */
  startOver(): void {
    this.return(this.#all.filter(({ isEarlier }) => isEarlier === true));
  }

  /**
   * The last group without whose answers there is no fault, or else without whose answers it is another one; undefined:
   * none by itself.
   */
  culprit(faultOf: (draft: Draft) => string | undefined): Group | undefined {
    const fault = faultOf(this.draft);
    const without = (title: string): string | undefined =>
      faultOf(
        draftOf(
          this.#start,
          this.#all.filter((answer) => !isOf(title)(answer)),
        ),
      );
    return (
      this.#groups.findLast(({ title }) => without(title) === undefined) ??
      this.#groups.findLast(({ title }) => without(title) !== fault)
    );
  }

  get #all(): Answered[] {
    return [...this.#answered, ...this.#behind];
  }

  #textOf(id: string): string | undefined {
    return this.#all.find(({ step, isEarlier }) => isEarlier !== true && step.id === id)?.text;
  }

  #has(id: string): boolean {
    return this.#all.some(({ step, isEarlier }) => isEarlier !== true && step.id === id);
  }
}
