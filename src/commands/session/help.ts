import type { Outcome } from '../declaration.ts';

const text = `Help may be requested at any point in a command by entering a question mark '?'.
If nothing matches, go back until entering a '?' shows the available words.
Two kinds of help are provided:
1. Full help: a '?' after a blank lists what may come next and describes it
   (e.g. 'show ?').
2. Partial help: a '?' right behind a word lists what it may be completed to
   (e.g. 'show fa?').
Every word may be cut as long as it is clear which one is meant; Tab completes it.
Behind a bar the output is filtered (e.g. 'show logging | include core2').`;

/** `help`: explains full and partial help. */
export const help = (): Outcome => ({ data: { text }, text: () => text });
