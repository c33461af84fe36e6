import type { QuestionOptions } from '../../commands/declaration.ts';
import { EditedLine, type LineHelp, type Read } from './edited-line.ts';
import { GatedReadline } from './gated-readline.ts';
import { isRemembered } from './history-file.ts';
import { confirmationOf, Question, type Key } from './question.ts';
import { droppedText, isControl, mostKept, type KeyTaker, type Typed } from './typed.ts';

interface LineEditorOptions {
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
  /** False where the terminal knows no escape sequences. */
  readonly escapes: boolean;
}

/** How a question is asked; without echo for secrets. */
export type AskOptions = QuestionOptions & { readonly echo: boolean };

const isEnter = (typed: Typed | undefined): boolean => typed?.key.name === 'return' || typed?.key.name === 'enter';

/**
 * The keyboard. Every key passes one gate: it edits the line, answers a question or turns a page; while a command runs it
 * is kept and typed afterwards, so that pasted lines are all run, in order (console 35).
 */
export class LineEditor {
  readonly #input: NodeJS.ReadableStream;
  readonly #output: NodeJS.WritableStream;
  readonly #escapes: boolean;
  #readline: GatedReadline;
  #taker: KeyTaker;
  #kept: Typed[] = [];
  #line: EditedLine | undefined;
  #finish: ((read: Read) => void) | undefined;
  #giveBack: (() => void) | undefined;
  #abort: (() => void) | undefined;
  #isClosed = false;
  #isSuspended = false;
  #historySize = Number.POSITIVE_INFINITY;
  /** Told of every key, whatever becomes of it. */
  onKey: () => void = () => undefined;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, options: LineEditorOptions) {
    this.#input = input;
    this.#output = output;
    this.#escapes = options.escapes;
    this.#taker = this.#keep;
    this.#readline = this.#open(options.history.toReversed());
  }

  /** True while keys wait that were typed before the prompt came. */
  get hasTypedAhead(): boolean {
    return this.#kept.length > 0;
  }

  /** What the keys are for now: the line, a question or the pager, or nothing while a command runs. */
  get stage(): 'line' | 'question' | 'busy' {
    if (this.#line !== undefined) return 'line';
    return this.#giveBack === undefined && !this.#isSuspended ? 'busy' : 'question';
  }

  /** Lines that Up and Ctrl-R find again, from now on. */
  set historySize(lines: number) {
    this.#historySize = lines;
    this.#trimHistory();
  }

  /** Columns that the line may take at least, whatever the window has: beyond them it is drawn anew, row by row. */
  set width(columns: number) {
    this.#readline.width = columns;
  }

  /** Forgets the lines typed before. */
  clearHistory(): void {
    this.#readline.history.length = 0;
  }

  /** Shows the prompt and reads a line; what was typed ahead comes first. */
  read(prompt: string, lineHelp: LineHelp): Promise<Read> {
    if (this.#isClosed) return Promise.resolve({ kind: 'leave' });
    return new Promise((resolve) => {
      this.#finish = (read) => {
        this.#finish = undefined;
        this.#line = undefined;
        this.#taker = this.#keep;
        resolve(read);
      };
      const line = new EditedLine(this.#readline, this.#output, { prompt, lineHelp, done: this.#finish });
      line.redraw();
      this.#line = line;
      this.#taker = line.take;
      const kept = this.#kept;
      this.#kept = [];
      for (const typed of kept) this.#taker(typed);
    });
  }

  /** Runs a command; Ctrl-C aborts its signal and forgets what was typed ahead. */
  async whileBusy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#abort = () => controller.abort();
    const busy: KeyTaker = (typed) => {
      if (!isControl(typed, 'c')) {
        this.#keep(typed);
        return;
      }
      this.#kept = [];
      this.#output.write('^C\n');
      controller.abort();
    };
    this.#taker = busy;
    try {
      return await work(controller.signal);
    } finally {
      if (this.#taker === busy) this.#taker = this.#keep;
      this.#abort = undefined;
    }
  }

  /** Asks below the line; what was typed ahead never answers (console 36), and is told of. Undefined: Ctrl-C or Ctrl-D. */
  async ask(question: string, options: AskOptions): Promise<string | undefined> {
    if (options.takesEnterAhead === true && isEnter(this.#kept[0])) {
      this.#kept.shift();
      this.#output.write(`${question}\n`);
      return '';
    }
    const dropped = this.#dropKept();
    const line = new Question(question, { ...options, write: (text) => this.#output.write(text) });
    const answer = await this.#borrow((typed) => {
      const taken = line.take(typed.text, typed.key);
      return taken === undefined ? undefined : { value: taken ?? undefined };
    }, undefined);
    this.#output.write(droppedText(dropped));
    return answer;
  }

  /** One key below the line agrees or declines (console 37); what was typed ahead never answers, and is told of. */
  async confirm(question: string): Promise<boolean> {
    const dropped = this.#dropKept();
    this.#output.write(question);
    const declined = { agrees: false, shown: '' };
    const take = ({ text, key }: Typed): { value: typeof declined } => ({ value: confirmationOf(text, key) });
    const { agrees, shown } = await this.#borrow(take, declined);
    this.#output.write(`${shown}\n${droppedText(dropped)}`);
    return agrees;
  }

  /** The next key alone, for the pager. */
  nextKey(): Promise<Key> {
    return this.#borrow(({ key }) => ({ value: key }), { ctrl: true, name: 'c' });
  }

  /** Prints lines above the line that is being typed; it and the cursor stay as they were. Only at the stage `line`. */
  printAbove(lines: readonly string[]): void {
    if (this.#escapes) this.#readline.erase();
    else this.#output.write('\n');
    this.#output.write(lines.map((line) => `${line}\n`).join(''));
    this.#line?.redraw();
  }

  /** Leaves the terminal to another program's prompts, such as the wizard's, and takes it back with the same history. */
  async suspended<T>(work: (onKey: () => void) => Promise<T>): Promise<T> {
    const history = [...this.#readline.history];
    this.#output.write(droppedText(this.#dropKept()));
    this.#isSuspended = true;
    this.#readline.close();
    try {
      return await work(() => this.onKey());
    } finally {
      this.#isSuspended = false;
      this.#readline = this.#open(history);
    }
  }

  /** Ends the sitting as Ctrl-C and Ctrl-D would, wherever it stands: a command, a question, the pager, or the line. */
  hangUp(): void {
    this.#isClosed = true;
    this.#dropKept();
    this.#abort?.();
    this.#giveBack?.();
    this.#finish?.({ kind: 'leave' });
  }

  close(): void {
    this.#readline.close();
  }

  /** @param history newest first */
  #open(history: string[]): GatedReadline {
    const readline = new GatedReadline(this.#input, this.#output, {
      history,
      onKey: (text, key) => {
        this.onKey();
        this.#taker({ text, key });
      },
      isShown: () => this.#line !== undefined,
    });
    readline.onLine((text) => {
      // A secret must not be recalled by the next one at this terminal either.
      if (text !== '' && !isRemembered(text) && readline.history[0] === text) readline.history.shift();
      this.#trimHistory();
      this.#line?.entered(text);
    });
    readline.onClose(() => {
      if (!this.#isSuspended) this.hangUp();
    });
    return readline;
  }

  #trimHistory(): void {
    const { history } = this.#readline;
    if (history.length > this.#historySize) history.length = this.#historySize;
  }

  #dropKept(): readonly Typed[] {
    const dropped = this.#kept;
    this.#kept = [];
    return dropped;
  }

  readonly #keep: KeyTaker = (typed) => {
    if (this.#kept.length < mostKept) this.#kept.push(typed);
  };

  /** Gives the keys to somebody else until they have what they need; `otherwise` when the sitting ends before. */
  #borrow<T>(take: (typed: Typed) => { readonly value: T } | undefined, otherwise: T): Promise<T> {
    if (this.#isClosed) return Promise.resolve(otherwise);
    const before = this.#taker;
    return new Promise((resolve) => {
      const give = (value: T): void => {
        this.#taker = before;
        this.#giveBack = undefined;
        resolve(value);
      };
      this.#giveBack = () => give(otherwise);
      this.#taker = (typed) => {
        const taken = take(typed);
        if (taken !== undefined) give(taken.value);
      };
    });
  }
}
