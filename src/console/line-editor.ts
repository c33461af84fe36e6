import type { Completion } from './completion.ts';
import { GatedReadline } from './gated-readline.ts';
import { isRemembered } from './history-file.ts';
import { Question, type Key } from './question.ts';
import { ReverseSearch } from './reverse-search.ts';

/**
 * What a prompt was answered with: a line; Ctrl-Z behind a line, or Ctrl-C on an empty one; or Ctrl-D on an empty line (also
 * the end of the terminal).
 */
export type Read = { readonly kind: 'line' | 'end'; readonly text: string } | { readonly kind: 'leave' };

/** What the editor shows about the line being typed. */
export interface LineHelp {
  help(left: string): readonly string[];
  complete(left: string): Completion;
}

interface Typed {
  readonly text: string | undefined;
  readonly key: Key;
}

type Handler = (typed: Typed) => void;

const isControl = ({ key }: Typed, name: string): boolean => key.ctrl === true && key.name === name;

/** What to say of keys that are dropped. A pasted CR LF ends one line, and that before the first key is already taken. */
const droppedText = (typed: readonly Typed[]): string => {
  const names = ['return', ...typed.map(({ key }) => key.name)];
  const keys = names.filter((name, i) => i > 0 && !(name === 'enter' && names[i - 1] === 'return'));
  const lines = keys.filter((name) => name === 'return' || name === 'enter').length;
  if (keys.length === 0) return '';
  if (lines === 0) return '% What was typed ahead was not taken\n';
  return lines === 1 ? '% 1 typed-ahead line was not taken\n' : `% ${lines} typed-ahead lines were not taken\n`;
};

/**
 * The line at the prompt. Every key passes one gate: it edits the line, answers a question or turns a page; while a command
 * runs it is kept and typed afterwards, so that pasted lines are all run, in order (console 35).
 */
export class LineEditor {
  readonly #readline: GatedReadline;
  readonly #output: NodeJS.WritableStream;
  #handler: Handler;
  #kept: Typed[] = [];
  #prompt = '';
  #lineHelp: LineHelp = { help: () => [], complete: () => ({ insert: '', list: [] }) };
  #answer: ((read: Read) => void) | undefined;
  #isLiteral = false;
  #listed = '';
  #isClosed = false;
  #isEnd = false;

  /** @param history lines typed before, oldest first */
  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, history: readonly string[]) {
    this.#output = output;
    this.#handler = this.#keep;
    this.#readline = new GatedReadline(input, output, history.toReversed(), (text, key) => {
      this.#handler({ text, key });
    });
    this.#readline.onLine((text) => {
      // A secret must not be recalled by the next one at this terminal either.
      if (text !== '' && !isRemembered(text) && this.#readline.history[0] === text) this.#readline.history.shift();
      const kind = this.#isEnd ? 'end' : 'line';
      this.#isEnd = false;
      this.#finish({ kind, text });
    });
    this.#readline.onClose(() => {
      this.#isClosed = true;
      this.#finish({ kind: 'leave' });
    });
  }

  /** True while keys wait that were typed before the prompt came. */
  get hasTypedAhead(): boolean {
    return this.#kept.length > 0;
  }

  /** Shows the prompt and reads a line; what was typed ahead comes first. */
  read(prompt: string, lineHelp: LineHelp): Promise<Read> {
    if (this.#isClosed) return Promise.resolve({ kind: 'leave' });
    this.#prompt = prompt;
    this.#lineHelp = lineHelp;
    this.#readline.setLine('');
    this.#readline.redraw(prompt);
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#handler = this.#edit;
      const kept = this.#kept;
      this.#kept = [];
      for (const typed of kept) this.#handler(typed);
    });
  }

  /** Runs a command; Ctrl-C aborts its signal and forgets what was typed ahead. */
  async whileBusy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#handler = (typed) => {
      if (!isControl(typed, 'c')) {
        this.#keep(typed);
        return;
      }
      this.#kept = [];
      this.#output.write('^C\n');
      controller.abort();
    };
    const busy = this.#handler;
    try {
      return await work(controller.signal);
    } finally {
      if (this.#handler === busy) this.#handler = this.#keep;
    }
  }

  /** Asks below the line; what was typed ahead never answers (console 36), and is told of. Undefined: Ctrl-C or Ctrl-D. */
  async ask(question: string, options: { readonly echo: boolean }): Promise<string | undefined> {
    const dropped = this.#kept;
    this.#kept = [];
    const line = new Question(question, { ...options, write: (text) => this.#output.write(text) });
    const answer = await this.#borrow((typed) => {
      const taken = line.take(typed.text, typed.key);
      return taken === undefined ? undefined : { value: taken ?? undefined };
    });
    this.#output.write(droppedText(dropped));
    return answer;
  }

  /** The next key alone, for the pager. */
  nextKey(): Promise<Key> {
    return this.#borrow(({ key }) => ({ value: key }));
  }

  close(): void {
    this.#readline.close();
  }

  readonly #keep: Handler = (typed) => {
    this.#kept.push(typed);
  };

  /** Gives the keys to somebody else until they have what they need. */
  #borrow<T>(take: (typed: Typed) => { readonly value: T } | undefined): Promise<T> {
    const before = this.#handler;
    return new Promise((resolve) => {
      this.#handler = (typed) => {
        const taken = take(typed);
        if (taken === undefined) return;
        this.#handler = before;
        resolve(taken.value);
      };
    });
  }

  readonly #edit: Handler = (typed) => {
    const { text, key } = typed;
    if (this.#isLiteral) this.#literal(text);
    else if (text === '?' && !this.#isInQuotes()) this.#help();
    else if (key.name === 'tab') this.#complete();
    else if (isControl(typed, 'v')) this.#isLiteral = true;
    else if (isControl(typed, 'c')) this.#cancelLine();
    else if (isControl(typed, 'z')) this.#end();
    else if (isControl(typed, 'd') && this.#readline.line === '') this.#leaveWith('', { kind: 'leave' });
    else if (isControl(typed, 'r')) this.#search();
    else this.#readline.edit(text, key);
    if (key.name !== 'tab') this.#listed = '';
  };

  #finish(read: Read): void {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#handler = this.#keep;
    answer?.(read);
  }

  #literal(text: string | undefined): void {
    this.#isLiteral = false;
    if (text !== undefined) this.#readline.insert(text);
  }

  get #left(): string {
    return this.#readline.line.slice(0, this.#readline.cursor);
  }

  #isInQuotes(): boolean {
    const open = [...this.#left.matchAll(/(?:^|\s)"(?:[^"\\]|\\.)*$|(?:^|\s)'[^']*$/g)];
    return (
      open.length > 0 &&
      this.#left.replace(/(?<=^|\s)("(?:[^"\\]|\\.)*"|'[^']*')(?=\s|$)/g, '').match(/(?:^|\s)["']/) !== null
    );
  }

  /** The cursor has to leave the line before something is printed below it. */
  #toEnd(): void {
    this.#output.write(this.#readline.line.slice(this.#readline.cursor));
  }

  #print(lines: readonly string[]): void {
    this.#output.write(`\n${lines.map((line) => `${line}\n`).join('')}`);
    this.#readline.redraw(this.#prompt);
  }

  #help(): void {
    this.#toEnd();
    this.#output.write('?');
    this.#print(this.#lineHelp.help(this.#left));
  }

  /** The first Tab completes; a second one at the same place lists what is possible (console 10). */
  #complete(): void {
    const { insert, list } = this.#lineHelp.complete(this.#left);
    if (insert !== '') this.#readline.insert(insert);
    else if (list.length > 0 && this.#listed === this.#left) {
      this.#toEnd();
      this.#print(list);
    }
    this.#listed = this.#left;
  }

  /** Enters the line as Enter does, so that it is remembered, too. */
  #end(): void {
    this.#isEnd = true;
    this.#readline.edit(undefined, { ctrl: true, name: 'e' });
    this.#output.write('^Z');
    this.#readline.edit(undefined, { name: 'return' });
  }

  /** A begun line is dropped; on an empty one Ctrl-C leaves configuration mode. */
  #cancelLine(): void {
    if (this.#readline.line === '') {
      this.#leaveWith('^C', { kind: 'end', text: '' });
      return;
    }
    this.#toEnd();
    this.#output.write('^C\n');
    this.#readline.setLine('');
    this.#readline.redraw(this.#prompt);
  }

  #leaveWith(shown: string, read: Read): void {
    this.#toEnd();
    this.#output.write(`${shown}\n`);
    this.#readline.setLine('');
    this.#finish(read);
  }

  #search(): void {
    const search = new ReverseSearch(this.#readline.history);
    const before = this.#readline.line;
    const show = (): void => {
      this.#readline.setLine(search.match);
      this.#readline.redrawInPlace(search.prompt);
    };
    const done = (line: string): void => {
      this.#handler = this.#edit;
      this.#readline.setLine(line);
      this.#readline.redrawInPlace(this.#prompt);
    };
    this.#handler = (typed) => {
      const what = search.key(typed.text, typed.key);
      if (what === 'again') show();
      else if (what === 'cancel') done(before);
      else {
        done(search.match);
        this.#edit(typed);
      }
    };
    this.#readline.setLine('');
    this.#readline.redrawInPlace(search.prompt);
  }
}
