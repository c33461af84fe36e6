import { back, choiceOf, help, isUndo, shownChoice } from './answer-word.ts';
import type { Course } from './course.ts';
import type { Dialogue } from './dialogue.ts';
import { warningsOf, type Current } from './draft.ts';
import type { Group } from './group.ts';
import type { Parameter } from './parameter.ts';
import { shownSecret } from './secret-parameter.ts';
import type { Choice, GroupStep, ParameterStep, Step } from './step.ts';
import { currentLines, helpLines, keptLines, mustConfigure } from './text.ts';

/** What a question is asked with: who answers, what holds now, and how far the answers are. */
export interface Asking {
  readonly dialogue: Dialogue;
  readonly current: Current;
  readonly course: Course;
  /** What Enter chooses for a group; what the state of the server suggests when left out. */
  readonly suggests?: Choice;
  /** Where `^` leads from the first question of a group; to the prompt before it when left out. */
  readonly leaveGroup?: () => void;
}

const goBack = ({ course, dialogue }: Asking): void => {
  if (course.back() === undefined) dialogue.say(['This is the first prompt.']);
};

/** Yes at the first run, Skip at every other, or what was chosen before (console 3). */
const suggested = ({ course, current, suggests }: Asking, step: GroupStep): Choice => {
  if (suggests !== undefined) return suggests;
  const chosen = choiceOf(course.remembered(step) ?? '');
  if (chosen !== undefined) return chosen;
  const lacks = course.lackingAfter(step.group, 'skip').length > 0;
  return current.isFirstRun || lacks ? 'yes' : 'skip';
};

const mayChoose = ({ course, dialogue }: Asking, group: Group, choice: Choice): boolean => {
  const lacking = course.lackingAfter(group, choice);
  dialogue.say(mustConfigure(lacking));
  return lacking.length === 0;
};

const askGroup = async (asking: Asking, step: GroupStep): Promise<void> => {
  const { dialogue, course } = asking;
  const { group } = step;
  const isKept = course.isKept(group);
  dialogue.say(['', ...(isKept ? keptLines : currentLines)(group, course.draft)]);
  const otherwise = suggested(asking, step);
  for (;;) {
    const text = await dialogue.ask(
      `Configure ${group.title}? (Y)es/(S)kip/(U)se default [${shownChoice[otherwise]}]: `,
    );
    if (text === back) {
      if (asking.leaveGroup === undefined) goBack(asking);
      else asking.leaveGroup();
      return;
    }
    if (isKept && isUndo(text)) {
      course.undo(group);
      return;
    }
    const choice = text === '' ? otherwise : choiceOf(text);
    if (text === help) dialogue.say(helpLines(group));
    else if (choice === undefined) dialogue.say(['Please enter "yes", "skip" or "use default".']);
    else if (mayChoose(asking, group, choice)) {
      course.take(step, choice);
      if (choice === 'yes') dialogue.say(group.preface);
      return;
    }
  }
};

/** False: why the text is no answer was said, before anything more is asked. */
const isSound = ({ dialogue, course }: Asking, asked: Parameter, text: string): boolean => {
  try {
    asked.refuse?.(course.draft, text);
    if (asked.isSecret) asked.take(course.draft, text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    dialogue.say([message.endsWith('.') ? message : `% ${asked.isSecret ? '' : `"${text}" is refused: `}${message}`]);
    return false;
  }
};

/** A secret is typed twice. */
const isTypedAgain = async ({ dialogue }: Asking, { isSecret, label }: Parameter, text: string): Promise<boolean> => {
  if (!isSecret) return true;
  const again = await dialogue.ask(`${label} again: `, { secret: true });
  if (again === text) return true;
  if (again !== back) dialogue.say(['The two values do not match.  Please try again.']);
  return false;
};

const isMeant = async (asking: Asking, asked: Parameter, text: string): Promise<boolean> =>
  isSound(asking, asked, text) && isTypedAgain(asking, asked, text);

/** False: the answer was explained and is asked for again (G4). */
const take = ({ course, current, dialogue }: Asking, step: ParameterStep, text: string | undefined): boolean => {
  const before = warningsOf(current, course.draft);
  try {
    course.take(step, text);
  } catch (error) {
    const { message } = error as Error;
    const what = step.parameter.isSecret || text === undefined ? '' : `"${text}" is refused: `;
    dialogue.say([message.endsWith('.') ? message : `% ${what}${message}`]);
    return false;
  }
  const warnings = warningsOf(current, course.draft).filter((warning) => !before.includes(warning));
  dialogue.say(warnings.map((warning) => `% Warning: ${warning}`));
  return true;
};

/** What Enter keeps: what was answered before, or the value as it is. */
const keptBy = ({ course }: Asking, step: ParameterStep): string | undefined => {
  const { isSecret, value, suggestion } = step.parameter;
  const remembered = course.remembered(step);
  if (remembered !== undefined) return isSecret ? shownSecret : remembered;
  return value(course.draft) ?? suggestion?.(course.draft);
};

const askParameter = async (asking: Asking, step: ParameterStep): Promise<void> => {
  const { dialogue, course } = asking;
  const { parameter } = step;
  const shown = keptBy(asking, step);
  dialogue.say(parameter.preface?.(course.draft) ?? []);
  for (;;) {
    const text = await dialogue.ask(`${parameter.label} [${shown ?? ''}]: `, { secret: parameter.isSecret });
    if (text === back) {
      goBack(asking);
      return;
    }
    if (text === help) dialogue.say(parameter.help);
    else if (text === '' && shown === undefined && parameter.isMandatory) dialogue.say(['You must enter a value.']);
    else if (text === '') {
      if (take(asking, step, course.remembered(step))) return;
    } else if ((await isMeant(asking, parameter, text)) && take(asking, step, text)) return;
  }
};

/** Asks until there is an answer, or the operator goes back. @throws UnderstudyError interrupted for Ctrl-C */
export const askStep = (asking: Asking, step: Step): Promise<void> =>
  step.kind === 'group' ? askGroup(asking, step) : askParameter(asking, step);
