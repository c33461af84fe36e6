import type { Choice } from './step.ts';

/** What goes back to the previous prompt, at every prompt, and what shows help. */
export const back = '^';
export const help = '?';

/** `y`, `skip`, `UseDefault` …, in any case and with any blanks (console 3). */
export const choiceOf = (text: string): Choice | undefined => {
  const typed = text.replace(/\s/g, '').toLowerCase();
  if (['y', 'yes'].includes(typed)) return 'yes';
  if (['s', 'skip'].includes(typed)) return 'skip';
  return ['u', 'default', 'usedefault'].includes(typed) ? 'default' : undefined;
};

export const shownChoice: Record<Choice, string> = { yes: 'Yes', skip: 'Skip', default: 'UseDefault' };

/** What takes back the answers to a group that skipping it would keep. */
export const isUndo = (text: string): boolean => /^undo$/i.test(text);

export const isYes = (text: string): boolean => /^y(es)?$/i.test(text);
export const isNo = (text: string): boolean => /^no?$/i.test(text);
