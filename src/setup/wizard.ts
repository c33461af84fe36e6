import { faultsOf } from '../config/text.ts';
import { Course } from './course.ts';
import type { Dialogue } from './dialogue.ts';
import { draftFrom, requestFor, type Current, type Draft } from './draft.ts';
import { groupsFor } from './group.ts';
import { hostFaults } from './host-faults.ts';
import { askStep } from './question.ts';
import { welcomeLines } from './text.ts';
import { verify, type Verified, type Verifying } from './verification.ts';

/** What does not fit together of answers of which each is right; undefined: nothing. */
export const faultOf = (draft: Draft): string | undefined => [...faultsOf(draft.config), ...hostFaults(draft)][0];

/** The questions from the welcome to the verification. Nothing is written before it, and nothing by it (G3, G4). */
export class Wizard {
  readonly #verifying: Verifying;

  /** @param options.dryRun nothing will be applied, so nothing is asked about saving it */
  constructor(dialogue: Dialogue, current: Current, options: { readonly dryRun: boolean }) {
    const groups = groupsFor(current);
    const course = new Course(draftFrom(current), groups);
    this.#verifying = { dialogue, current, groups, course, dryRun: options.dryRun };
  }

  /** What the operator agreed to; undefined when nothing would change. @throws UnderstudyError interrupted for Ctrl-C */
  async run(): Promise<Verified | undefined> {
    const { dialogue, current, groups, course } = this.#verifying;
    dialogue.say(welcomeLines(groups, draftFrom(current), current.host));
    for (;;) {
      await this.#questions();
      if (requestFor(current, course.draft) === undefined) return undefined;
      const verified = await verify(this.#verifying);
      if (verified === 'no') course.restart();
      else if (verified === 'back') course.back();
      else return verified;
    }
  }

  /** Until everything is answered and what was answered fits together. */
  async #questions(): Promise<void> {
    const { course, dialogue } = this.#verifying;
    for (;;) {
      for (let step = course.next(); step !== undefined; step = course.next()) await askStep(this.#verifying, step);
      const fault = faultOf(course.draft);
      if (fault === undefined) {
        course.finish();
        return;
      }
      const culprit = course.culprit(faultOf);
      dialogue.say(['', `% ${fault}`]);
      if (culprit === undefined) course.startOver();
      else course.backTo(culprit);
    }
  }
}
