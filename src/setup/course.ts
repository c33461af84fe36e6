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
  const { isSecret, take, value, suggestion } = step.parameter;
  const kept = isSecret ? undefined : (value(draft) ?? suggestion?.(draft));
  const said = text ?? kept;
  return said === undefined ? draft : take(draft, said);
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

  constructor(start: Draft, groups: readonly Group[]) {
    this.#start = start;
    this.#groups = groups;
  }

  get draft(): Draft {
    return this.#answered.reduce(applied, this.#start);
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
    applied(this.draft, answer);
    this.#answered.push(answer);
    if (text !== undefined) this.#remembered.set(step.id, text);
  }

  /** The mandatory parameters that the choice would leave without a value. */
  lackingAfter(group: Group, choice: Choice): Parameter[] {
    return choice === 'yes' ? [] : missingIn(group, applied(this.draft, { step: groupStep(group), text: choice }));
  }

  /** Back to the previous prompt, which it gives; undefined at the first. */
  back(): Step | undefined {
    return this.#answered.pop()?.step;
  }

  /** How far the answers are, for `return`. */
  mark(): readonly Answered[] {
    return [...this.#answered];
  }

  return(mark: readonly Answered[]): void {
    this.#answered = [...mark];
  }

  /** Asks for a group anew, with its values kept. */
  reopen(group: Group): void {
    this.#answered = this.#answered.filter(({ step }) => step.group.title !== group.title);
  }

  /** Back to the question whether to configure this group. */
  backTo(group: Group): void {
    const at = this.#answered.findIndex(({ step }) => step.id === groupStep(group).id);
    if (at !== -1) this.#answered = this.#answered.slice(0, at);
  }

  /** From the first question, with the values kept. */
  restart(): void {
    this.#answered = [];
  }

  /** The last group without whose answers the draft would pass the check; undefined: none by itself. */
  culprit(isFine: (draft: Draft) => boolean): Group | undefined {
    return this.#groups.findLast(({ title }) => {
      const others = this.#answered.filter(({ step }) => step.group.title !== title);
      return isFine(others.reduce(applied, this.#start));
    });
  }

  #textOf(id: string): string | undefined {
    return this.#answered.find(({ step }) => step.id === id)?.text;
  }

  #has(id: string): boolean {
    return this.#answered.some(({ step }) => step.id === id);
  }
}
