import { faultsOf } from '../config/text.ts';
import { back, isNo, isYes } from './answer-word.ts';
import { Course } from './course.ts';
import type { Dialogue } from './dialogue.ts';
import { draftFrom, requestFor, type Current, type Draft } from './draft.ts';
import { groupsFor, type Group } from './group.ts';
import { askStep } from './question.ts';
import { roleDoubt, verifyLines, verifyQuestionLines, welcomeLines } from './text.ts';

/** What the operator agreed to. */
export interface Verified {
  readonly draft: Draft;
  readonly save: boolean;
}

const enterYesOrNo = ['Please enter "yes", "no" or "^".'];

const faultOf = (draft: Draft): string | undefined => faultsOf(draft.config)[0];

/** The questions from the welcome to the verification. Nothing is written before it, and nothing by it (G3, G4). */
export class Wizard {
  readonly #dialogue: Dialogue;
  readonly #current: Current;
  readonly #groups: readonly Group[];
  readonly #course: Course;
  readonly #dryRun: boolean;

  /** @param options.dryRun nothing will be applied, so nothing is asked about saving it */
  constructor(dialogue: Dialogue, current: Current, options: { readonly dryRun: boolean }) {
    this.#dialogue = dialogue;
    this.#current = current;
    this.#groups = groupsFor(current);
    this.#course = new Course(draftFrom(current), this.#groups);
    this.#dryRun = options.dryRun;
  }

  /** What the operator agreed to; undefined when nothing would change. @throws UnderstudyError interrupted for Ctrl-C */
  async run(): Promise<Verified | undefined> {
    this.#dialogue.say(welcomeLines(this.#groups, draftFrom(this.#current)));
    for (;;) {
      await this.#questions();
      const { draft } = this.#course;
      if (requestFor(this.#current, draft) === undefined) return undefined;
      const verified = await this.#verify(draft);
      if (verified !== undefined) return verified;
    }
  }

  /** Until everything is answered and what was answered fits together. */
  async #questions(): Promise<void> {
    const asking = { dialogue: this.#dialogue, current: this.#current, course: this.#course };
    for (;;) {
      for (let step = this.#course.next(); step !== undefined; step = this.#course.next()) await askStep(asking, step);
      const fault = faultOf(this.#course.draft);
      if (fault === undefined) return;
      const culprit = this.#course.culprit((draft) => faultOf(draft) === undefined);
      this.#dialogue.say(['', `% ${fault}`]);
      if (culprit === undefined) this.#course.restart();
      else this.#course.backTo(culprit);
    }
  }

  /** Undefined: more questions come first. */
  async #verify(draft: Draft): Promise<Verified | undefined> {
    const doubt = roleDoubt(this.#current, draft);
    this.#dialogue.say([
      ...verifyLines(this.#groups, draftFrom(this.#current), draft),
      ...(doubt === undefined ? [] : [`% Warning: ${doubt}`]),
      ...verifyQuestionLines,
    ]);
    for (;;) {
      const text = await this.#dialogue.ask('Is the above information correct (yes, no, or ^): ');
      if (isNo(text)) {
        this.#course.restart();
        return undefined;
      }
      if (text === back) {
        this.#course.back();
        return undefined;
      }
      const save = isYes(text) ? await this.#askSave() : undefined;
      if (save !== undefined) return { draft, save };
      if (!isYes(text)) this.#dialogue.say(enterYesOrNo);
    }
  }

  /** Undefined: back. */
  async #askSave(): Promise<boolean | undefined> {
    if (this.#dryRun) return false;
    for (;;) {
      const text = await this.#dialogue.ask(
        'Save the configuration, so that it holds after a restart (yes/no) [yes]: ',
      );
      if (text === '' || isYes(text)) return true;
      if (isNo(text)) return false;
      if (text === back) return undefined;
      this.#dialogue.say(enterYesOrNo);
    }
  }
}
