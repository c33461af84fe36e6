import { emitKeypressEvents } from 'node:readline';
import type { Operator } from '../commands/declaration.ts';
import { takesEscapes } from './paint.ts';
import { Question, type Key } from './question.ts';
import { columnsOfTerminal, wrapLines } from './wrap.ts';

const clearLine = '\r\u001b[K';

const ask = (question: string, echo: boolean): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { stdin, stderr } = process;
    const line = new Question(question, { echo, write: (text) => stderr.write(text) });
    const onKey = (text: string | undefined, key: Key): void => {
      const answer = line.take(text, key);
      if (answer === undefined) return;
      stdin.off('keypress', onKey);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(answer ?? undefined);
    };
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', onKey);
    stdin.resume();
  });

/** The operator of a one-shot command or a script: asked only at a terminal; everything but the answer goes to stderr. */
export const scriptOperator = (options: { readonly quiet: boolean }): Operator => {
  const { stdin, stdout, stderr } = process;
  const canAnswer = stdin.isTTY && stdout.isTTY;
  const watches = takesEscapes(stderr) && stdout.isTTY && !options.quiet;
  return {
    canAnswer,
    watches,
    note: (text) => {
      for (const line of wrapLines(text.split('\n'), columnsOfTerminal(stderr))) stderr.write(`${line}\n`);
    },
    progress: (text) => {
      if (watches) stderr.write(`${clearLine}${text.slice(0, (stderr.columns || 80) - 1)}`);
    },
    ask: (question) => ask(question, true),
    askSecret: (question) => ask(question, false),
  };
};
