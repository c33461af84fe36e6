import { faultsOf } from '../config/text.ts';
import type { Dialogue } from './dialogue.ts';
import { draftFrom, requestFor, type Current, type Draft } from './draft.ts';
import type { Group } from './group.ts';
import { hostFaults } from './host-faults.ts';
import { askStep } from './question.ts';
import { welcomeLines } from './text.ts';
import { verify, verifying, type Verified, type Verifying } from './verification.ts';

/** What does not fit together of answers of which each is right; undefined: nothing. */
export const faultOf = (draft: Draft): string | undefined => [...faultsOf(draft.config), ...hostFaults(draft)][0];

const againLine = (culprit: Group | undefined): string =>
  culprit === undefined
    ? 'Everything is asked again; what was answered is offered.'
    : `Only ${culprit.title} is asked again; the other answers are kept.`;

/** The questions from the welcome to the verification. Nothing is written before it, and nothing by it (G3, G4). */
export class Wizard {
  readonly #verifying: Verifying;

  /** @param options.dryRun nothing will be applied, so nothing is asked about saving it */
  constructor(dialogue: Dialogue, current: Current, options: { readonly dryRun: boolean }) {
    this.#verifying = verifying(dialogue, current, options);
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
      dialogue.say(['', `% ${fault}`, againLine(culprit)]);
      if (culprit === undefined) course.startOver();
      else course.backTo(culprit);
    }
  }
}
