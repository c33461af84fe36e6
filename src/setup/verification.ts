import { back, isNo, isYes } from './answer-word.ts';
import { Course } from './course.ts';
import type { Dialogue } from './dialogue.ts';
import { draftFrom, type Current, type Draft } from './draft.ts';
import { groupsFor, type Group } from './group.ts';
import { doubts, verifyLines, verifyQuestionLines } from './text.ts';

/** What the operator agreed to. */
export interface Verified {
  readonly draft: Draft;
  readonly save: boolean;
}

/** What a verification needs: who answers, what holds now, and what was answered. */
export interface Verifying {
  readonly dialogue: Dialogue;
  readonly current: Current;
  readonly groups: readonly Group[];
  readonly course: Course;
  /** Nothing will be applied, so nothing is asked about saving it. */
  readonly dryRun: boolean;
}

/** Nothing answered yet. @param options.dryRun nothing will be applied, so nothing is asked about saving it */
export const verifying = (
  dialogue: Dialogue,
  current: Current,
  { dryRun }: { readonly dryRun: boolean },
): Verifying => {
  const groups = groupsFor(current);
  return { dialogue, current, groups, course: new Course(draftFrom(current), groups), dryRun };
};

const enterYesOrNo = ['Please enter "yes", "no" or "^".'];

/** Undefined: back. */
const askSave = async ({ dialogue, dryRun }: Verifying): Promise<boolean | undefined> => {
  if (dryRun) return false;
  for (;;) {
    const text = await dialogue.ask('Save the configuration, so that it holds after a restart (yes/no) [yes]: ');
    if (text === '' || isYes(text)) return true;
    if (isNo(text)) return false;
    if (text === back) return undefined;
    dialogue.say(enterYesOrNo);
  }
};

/** Everything once more, and whether it is right (G4): what was agreed to, or that more changes come first. */
export const verify = async (all: Verifying): Promise<Verified | 'no' | 'back'> => {
  const { dialogue, current, groups, course } = all;
  const { draft } = course;
  dialogue.say([
    ...verifyLines(groups, draftFrom(current), draft),
    ...doubts(current, draft).map((doubt) => `% Warning: ${doubt}`),
    ...verifyQuestionLines,
  ]);
  for (;;) {
    const text = await dialogue.ask('Is the above information correct (yes, no, or ^): ');
    if (isNo(text)) return 'no';
    if (text === back) return 'back';
    const save = isYes(text) ? await askSave(all) : undefined;
    if (save !== undefined) return { draft, save };
    if (!isYes(text)) dialogue.say(enterYesOrNo);
  }
};
