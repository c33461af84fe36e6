import { createInterface } from 'node:readline';
import type { ScriptLine } from './statement-group.ts';

/** The lines of standard input, as they come. */
export const linesOfInput = async function* (): AsyncGenerator<ScriptLine> {
  let number = 0;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    yield { text, at: `line ${number}` };
  }
};
