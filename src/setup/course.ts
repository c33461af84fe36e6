import { draftOf, holding, inRound, isChosen, isIn, type Answered } from './answered.ts';
import type { Draft } from './draft.ts';
import { missingIn, type Group } from './group.ts';
import type { Parameter } from './parameter.ts';
import { groupStep, idOf, parameterStep, type Choice, type Step } from './step.ts';

/**
 * The way through the questions. What was answered is a stack, so that `^` takes back the last one, and the draft is always
 * made anew of the stack (G3). Going back over a group that was answered to its end takes nothing of it back: that is done
 * by answering it anew or by `undo`.
 */
export class Course {
  readonly #start: Draft;
  readonly #groups: readonly Group[];
  readonly #remembered = new Map<string, Answered>();
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
    const begun = this.#answered.findLast(({ round }) => round === 'this')?.step.group;
    // A group that was begun comes to its end first: only then is it known what it means for those before it.
    for (const group of begun === undefined ? this.#groups : [begun, ...this.#groups]) {
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
    return this.#remembered.get(id)?.text;
  }

  /** @throws Error with the reason why it is no answer; then nothing was taken */
  take(step: Step, text: string | undefined): void {
    const answer: Answered = { step, text, round: 'this' };
    const reached = this.#behind.findLastIndex(isIn(step.group.title, 'this')) + 1;
    const answered = [...this.#answered, ...this.#behind.slice(0, reached), answer];
    const behind = this.#behind.slice(reached);
    draftOf(this.#start, [...answered, ...behind]);
    this.#answered = answered;
    this.#behind = behind;
    if (text !== undefined) this.#remembered.set(step.id, answer);
    if (this.#isAnswered(step.group)) this.#drop(isIn(step.group.title, 'gone back over'));
  }

  /** The mandatory parameters that the choice would leave without a value. */
  lackingAfter(group: Group, choice: Choice): Parameter[] {
    if (choice === 'yes') return [];
    const answer: Answered = { step: groupStep(group), text: choice, round: 'this' };
    return missingIn(group, draftOf(this.#start, [...this.#all, answer]));
  }

  /** Back to the previous prompt, which it gives; undefined at the first. */
  back(): Step | undefined {
    for (;;) {
      const step = this.#answered.findLast(({ round }) => round === 'this')?.step;
      if (step === undefined) return undefined;
      if (this.#isAnswered(step.group)) this.#keep(step.group);
      this.#answered.splice(
        this.#answered.findLastIndex(({ round }) => round === 'this'),
        1,
      );
      // What is kept of the groups behind may have made this question pointless.
      if (step.kind === 'group' || step.parameter.isAsked(this.draft)) return step;
    }
  }

  /** True where skipping this group keeps what was answered before. */
  isKept({ title }: Group): boolean {
    return this.#all.some((answer) => answer.round !== 'this' && answer.step.group.title === title && isChosen(answer));
  }

  /** Takes back whatever was answered to this group, as if it had never been asked for. */
  undo({ title }: Group): void {
    this.#drop(({ step }) => step.group.title === title);
    for (const { step } of this.#remembered.values()) if (step.group.title === title) this.#remembered.delete(step.id);
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
    this.return(
      holding(this.#all).map((answer) => (isIn(title, 'this')(answer) ? inRound('earlier')(answer) : answer)),
    );
  }

  /** Back to the question whether to configure this group, without its answers; what was answered behind it stays. */
  backTo({ title }: Group): void {
    const isOfIt = isIn(title, 'this', 'gone back over');
    const at = this.#all.findIndex(isIn(title, 'this'));
    if (at === -1) return;
    this.#behind = this.#all.slice(at).filter((answer) => !isOfIt(answer));
    this.#answered = this.#all.slice(0, at).filter((answer) => !isOfIt(answer));
  }

  /** Everything is answered: the way back begins at the last question. */
  finish(): void {
    this.return(this.#all);
  }

  /** From the first question, with the values kept. */
  restart(): void {
    this.return(holding(this.#all).map(inRound('earlier')));
  }

  /** From the first question, with what this round answered only offered again. */
  startOver(): void {
    this.return(this.#all.filter(({ round }) => round === 'earlier'));
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
          this.#all.filter((answer) => !isIn(title, 'this', 'gone back over')(answer)),
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

  /** True where the group is configured in this round, to its end. */
  #isAnswered(group: Group): boolean {
    const isConfigured = this.#all.some((one) => isIn(group.title, 'this')(one) && isChosen(one));
    return isConfigured && this.nextIn(group) === undefined;
  }

  /** What was answered to the group now is what skipping it keeps from here on. */
  #keep({ title }: Group): void {
    this.#drop(isIn(title, 'gone back over'));
    const kept = this.#answered.filter(isIn(title, 'this')).map(inRound('gone back over'));
    this.#answered.splice(this.#answered.findIndex(isIn(title, 'this')), 0, ...kept);
  }

  #drop(isDropped: (answer: Answered) => boolean): void {
    this.#answered = this.#answered.filter((answer) => !isDropped(answer));
    this.#behind = this.#behind.filter((answer) => !isDropped(answer));
  }

  #textOf(id: string): string | undefined {
    return this.#all.find(({ step, round }) => round === 'this' && step.id === id)?.text;
  }

  #has(id: string): boolean {
    return this.#all.some(({ step, round }) => round === 'this' && step.id === id);
  }
}
