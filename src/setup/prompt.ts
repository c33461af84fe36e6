import { UnderstudyError } from '../error.ts';
import { PlainOutput } from '../plain-output.ts';
import type { Dialogue } from './dialogue.ts';
import type { Keyboard } from './keyboard.ts';
import { columnsOf, wrapLines } from './wrap.ts';

/** Where the prompts are shown. */
export interface Screen {
  readonly output: NodeJS.WritableStream;
  readonly keyboard: Keyboard;
  /** Ends the dialogue, e.g. when nobody has typed for long (console 43). */
  readonly signal: AbortSignal;
}

/** Every prompt ends its output when it is answered; the terminal stays open for the next one. */
class PlainTerminal extends PlainOutput {
  override end(): this {
    return this;
  }
}

/** The terminal, or for one that knows no escape sequences its output without them (console 48). */
export const outputOf = (stream: NodeJS.WriteStream): NodeJS.WritableStream => {
  if (process.env['TERM'] !== 'dumb') return stream;
  const output = new PlainTerminal();
  output.pipe(stream);
  return output;
};

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

const aborted = (cause: unknown): UnderstudyError => new UnderstudyError('interrupted', 'Aborted', { cause });

/** The prompts are inquirer's, which is loaded here and nowhere else. */
export const dialogueOn = async ({ output, keyboard, signal }: Screen): Promise<Dialogue> => {
  const { default: inquirer } = await import('inquirer');
  return {
    say: (lines) => {
      for (const line of wrapLines(lines, columnsOf(process.stdout))) output.write(`${line}\n`);
    },
    ask: async (prompt, { secret = false } = {}) => {
      const [firstWord = '', ...words] = prompt.trimEnd().split(' ');
      const { input, listen } = keyboard.open();
      const ask = inquirer.createPromptModule({ input, output, signal });
      const question = { name: 'text', message: words.join(' '), theme: lookOf(firstWord) } as const;
      const answer = ask<{ text: string }>([
        secret ? { ...question, type: 'password', toggleMask: false } : { ...question, type: 'input' },
      ]);
      setImmediate(listen);
      try {
        const { text } = await answer;
        return secret ? text : text.trim();
      } catch (error) {
        throw aborted(error);
      } finally {
        input.end();
      }
    },
  };
};
