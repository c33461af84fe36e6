import { back, help } from './answer-word.ts';
import type { Dialogue } from './dialogue.ts';
import { draftFrom, requestFor, type Current } from './draft.ts';
import { missingIn, type Group } from './group.ts';
import { askStep } from './question.ts';
import { helpLines, menuLines, mustConfigure, welcomeLines } from './text.ts';
import { verify, verifying, type Verified, type Verifying } from './verification.ts';
import { faultOf } from './wizard.ts';

/** The same parameters in any order: a group is chosen by its number, and the last choice verifies and applies. */
export class Menu {
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
      const before = course.mark();
      const chosen = await this.#choose();
      if (chosen !== 'verify') await this.#configure(chosen, () => course.return(before));
      else if (this.#isWhole()) {
        if (requestFor(current, course.draft) === undefined) return undefined;
        const verified = await verify(this.#verifying);
        if (typeof verified === 'object') return verified;
      }
    }
  }

  /** The group that was chosen, or that the way back leads into. */
  async #choose(): Promise<Group | 'verify'> {
    const { dialogue, groups, course } = this.#verifying;
    const last = groups.length + 1;
    dialogue.say(menuLines(groups, course.draft));
    for (;;) {
      const text = await dialogue.ask(`Please enter your choice [1 - ${last}]: `);
      const group = /^\d{1,3}$/.test(text) ? groups[Number(text) - 1] : undefined;
      if (group !== undefined) {
        course.reopen(group);
        return group;
      }
      if (text === String(last)) return 'verify';
      const before = text === back ? course.back() : undefined;
      if (before !== undefined) return before.group;
      if (text === back) dialogue.say(['This is the first prompt.']);
      else if (text === help) dialogue.say(groups.flatMap(helpLines));
      else dialogue.say([`Please enter a number from 1 to ${last}.`]);
    }
  }

  /** Asks for one group; `^` at its first question leaves it as it was. */
  async #configure(group: Group, leave: () => void): Promise<void> {
    const { course } = this.#verifying;
    const way = { isLeft: false };
    const leaveGroup = (): void => {
      way.isLeft = true;
      leave();
    };
    const asking = { ...this.#verifying, suggests: 'yes' as const, leaveGroup };
    for (let step = course.nextIn(group); step !== undefined && !way.isLeft; step = course.nextIn(group))
      await askStep(asking, step);
  }

  /** Says what is missing or does not fit together. */
  #isWhole(): boolean {
    const { dialogue, groups, course } = this.#verifying;
    const missing = groups.flatMap((group) => missingIn(group, course.draft));
    const fault = faultOf(course.draft);
    dialogue.say(mustConfigure(missing));
    if (fault !== undefined) dialogue.say(['', `% ${fault}`]);
    return missing.length === 0 && fault === undefined;
  }
}
