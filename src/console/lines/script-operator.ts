import type { Operator, Picture } from '../../commands/declaration.ts';
import { cutTo } from '../../commands/text/width.ts';
import { takesEscapes } from '../output/paint.ts';
import { confirmationOf, Question, type Key } from '../editing/question.ts';
import { isTerminal, standardError, standardOutput } from '../output/standard-stream.ts';
import { visible } from '../../commands/text/visible.ts';
import { columnsOfTerminal, wrapLines } from '../output/wrap.ts';

const clearLine = '\r\u001b[K';

/**
 * Nothing of an answer may be typed before this: the terminal itself would show it, a secret, too, and everything else twice.
 */
const beRaw = (): void => void process.stdin.setRawMode(true);

/** Hands key after key to `take` until it has its answer. */
const readKeys = <T>(take: (text: string | undefined, key: Key) => { readonly value: T } | undefined): Promise<T> =>
  new Promise((resolve) => {
    const { stdin } = process;
    const onKey = (text: string | undefined, key: Key): void => {
      const taken = take(text, key);
      if (taken === undefined) return;
      stdin.off('keypress', onKey);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(taken.value);
    };
    process.getBuiltinModule('node:readline').emitKeypressEvents(stdin);
    beRaw();
    stdin.on('keypress', onKey);
    stdin.resume();
  });

const ask = (question: string, echo: boolean): Promise<string | undefined> => {
  beRaw();
  const line = new Question(question, { echo, write: (text) => standardError.write(text) });
  return readKeys((text, key) => {
    const answer = line.take(text, key);
    return answer === undefined ? undefined : { value: answer ?? undefined };
  });
};

const confirm = async (question: string): Promise<boolean> => {
  beRaw();
  standardError.write(question);
  const { agrees, shown } = await readKeys((text, key) => ({ value: confirmationOf(text, key) }));
  standardError.write(`${shown}\n`);
  return agrees;
};

const readLine = async (): Promise<string | undefined> => {
  const { linesOfInput } = await import('./input-lines.ts');
  for await (const { text } of linesOfInput()) return text;
  return undefined;
};

/** A live picture on standard output; what it ends with stays there. */
const live = async (picture: Picture): Promise<void> => {
  const { showLive } = await import('../output/live.ts');
  const { Screen } = await import('../output/screen.ts');
  const screen = new Screen(process.stdout);
  const last = await showLive(picture, {
    get columns() {
      return screen.columns;
    },
    get rows() {
      return screen.rows;
    },
    write: screen.write,
    nextKey: () => readKeys((_, key) => ({ value: key })),
    onceResized: (listener) => screen.onceResized(listener),
  });
  screen.print(last);
};

/** The operator of a one-shot command or a script: asked only at a terminal; everything but the answer goes to stderr. */
export const scriptOperator = (options: {
  readonly quiet: boolean;
  /** The script comes from elsewhere. */
  readonly inputIsFree?: boolean;
}): Operator => {
  const canAnswer = isTerminal(0) && standardOutput.isTTY;
  const watches = takesEscapes(standardError) && standardOutput.isTTY && !options.quiet;
  return {
    canAnswer,
    watches,
    note: (text) => {
      for (const line of wrapLines(visible(text).split('\n'), columnsOfTerminal(standardError)))
        standardError.write(`${line}\n`);
    },
    progress: (text) => {
      if (watches) standardError.write(`${clearLine}${cutTo(visible(text), (standardError.columns || 80) - 1)}`);
    },
    ask: (question) => ask(question, true),
    askSecret: (question) => ask(question, false),
    ...(options.inputIsFree === true && !isTerminal(0) ? { readLine } : {}),
    confirm,
    live: canAnswer && takesEscapes(standardOutput) && !options.quiet ? live : undefined,
    suspended: (work) => work(() => undefined),
  };
};
