import type { Readable } from 'node:stream';
import { UnderstudyError } from '../error.ts';
import type { Dialogue } from './dialogue.ts';
import type { Keyboard } from './keyboard.ts';
import { askPlainly } from './plain-prompt.ts';
import { VtOutput } from './vt-output.ts';
import { columnsOf, wrapLines } from './wrap.ts';

/** Where the prompts are shown. */
export interface Screen {
  readonly output: NodeJS.WritableStream;
  readonly keyboard: Keyboard;
  /** Ends the dialogue, e.g. when nobody has typed for long (console 43). */
  readonly signal: AbortSignal;
}

/** The terminal as the prompts may use it. */
export const outputOf = (stream: NodeJS.WriteStream): NodeJS.WritableStream => new VtOutput(stream);

const asItIs = (text: string): string => text;

/** The look of an appliance's setup: no marks and no colours, the question and behind it what is typed. */
const lookOf = (firstWord: string) => ({
  prefix: firstWord,
  style: {
    message: asItIs,
    answer: asItIs,
    error: asItIs,
    help: asItIs,
    maskedText: '',
    defaultAnswer: asItIs,
  },
});

const aborted = (cause: unknown): UnderstudyError =>
  new UnderstudyError('interrupted', 'Aborted: nothing was changed', { cause });

/** Asks one question; the input is its own. */
type Ask = (input: Readable, prompt: string, secret: boolean) => Promise<string>;

/** The prompts are inquirer's, which is loaded here and nowhere else. */
const askWithInquirer = async ({ output, signal }: Screen): Promise<Ask> => {
  const { default: inquirer } = await import('inquirer');
  return async (input, prompt, secret) => {
    const [firstWord = '', ...words] = prompt.trimEnd().split(' ');
    const ask = inquirer.createPromptModule({ input: input, output, signal });
    const question = { name: 'text', message: words.join(' '), theme: lookOf(firstWord) } as const;
    const { text } = await ask<{ text: string }>([
      secret ? { ...question, type: 'password', toggleMask: false } : { ...question, type: 'input' },
    ]);
    return text;
  };
};

const askOnDumb =
  ({ output, signal }: Screen): Ask =>
  (input, prompt, secret) =>
    askPlainly({ input, output, prompt, secret, signal });

/** A prompt leaves room for an answer of a few letters. */
const promptColumns = (): number | undefined => {
  const columns = columnsOf(process.stdout);
  return columns === undefined ? undefined : columns - 4;
};

/** Questions on a terminal; on one that knows no escape sequences without them (console 48). */
export const dialogueOn = async (screen: Screen): Promise<Dialogue> => {
  const { output, keyboard } = screen;
  const askOne = process.env['TERM'] === 'dumb' ? askOnDumb(screen) : await askWithInquirer(screen);
  return {
    say: (lines) => {
      for (const line of wrapLines(lines, columnsOf(process.stdout))) output.write(`${line}\n`);
    },
    ask: async (prompt, { secret = false } = {}) => {
      const { input, listen } = keyboard.open();
      const lines = wrapLines([prompt.trimEnd()], promptColumns());
      const last = lines.pop() ?? '';
      for (const line of lines) output.write(`${line}\n`);
      const answer = askOne(input, `${last.trimStart()} `, secret);
      setImmediate(listen);
      try {
        const text = await answer;
        return secret ? text : text.trim();
      } catch (error) {
        throw aborted(error);
      } finally {
        input.end();
      }
    },
  };
};
