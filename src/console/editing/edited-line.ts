import type { Completion } from '../help/completion.ts';
import type { GatedReadline } from './gated-readline.ts';
import { isInQuotes } from './in-quotes.ts';
import { ReverseSearch } from './reverse-search.ts';
import { isControl, type KeyTaker, type Typed } from './typed.ts';

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

/** Longer lines are taken for an accident: they are refused as a whole, never cut. */
const longestLine = 4000;
const bell = '\u0007';

/** Keys whose text is no character of the line. */
const editingKeys: ReadonlySet<string | undefined> = new Set(['return', 'enter', 'backspace', 'escape']);
const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

/** The line at the prompt: it takes keys until it is entered or left. */
export class EditedLine {
  readonly #readline: GatedReadline;
  readonly #output: NodeJS.WritableStream;
  readonly #prompt: string;
  readonly #lineHelp: LineHelp;
  readonly #done: (read: Read) => void;
  #isLiteral = false;
  #isEnd = false;
  #isTooLong = false;
  #listed = '';
  #search: ReverseSearch | undefined;
  #beforeSearch = '';

  constructor(
    readline: GatedReadline,
    output: NodeJS.WritableStream,
    at: { readonly prompt: string; readonly lineHelp: LineHelp; readonly done: (read: Read) => void },
  ) {
    this.#readline = readline;
    this.#output = output;
    this.#prompt = at.prompt;
    this.#lineHelp = at.lineHelp;
    this.#done = at.done;
    this.#fresh('');
  }

  readonly take: KeyTaker = (typed) => {
    const { text, key } = typed;
    if (this.#search !== undefined) this.#searchOn(this.#search, typed);
    else if (this.#isLiteral) this.#literal(text);
    else if (text === '?' && !isInQuotes(this.#left)) this.#help();
    else if (key.name === 'tab') this.#complete();
    else if (isControl(typed, 'v')) this.#isLiteral = true;
    else if (isControl(typed, 'c')) this.#cancelLine();
    else if (isControl(typed, 'z')) this.#end();
    else if (isControl(typed, 'd') && this.#readline.line === '') this.#leaveWith('', { kind: 'leave' });
    else if (isControl(typed, 'r')) this.#beginSearch();
    else this.#pass(typed);
    if (key.name !== 'tab') this.#listed = '';
  };

  /** readline has taken Enter. */
  entered(text: string): void {
    this.#done({ kind: this.#isEnd ? 'end' : 'line', text });
  }

  /** Shows prompt and line below what was printed meanwhile. */
  redraw(): void {
    this.#readline.redraw(this.#search?.prompt ?? this.#prompt);
  }

  get #left(): string {
    return this.#readline.line.slice(0, this.#readline.cursor);
  }

  /** What is left for readline: characters of the line, and the keys that edit it. Control characters are no part of it. */
  #pass({ text, key }: Typed): void {
    const isEnter = key.name === 'return' || key.name === 'enter';
    const isCommand = key.ctrl === true || key.meta === true || text === undefined || editingKeys.has(key.name);
    if (isEnter && this.#isTooLong) this.#refuseLine();
    else if (isCommand) this.#readline.edit(text, key);
    else if (!hasControl(text)) this.#insert(text);
  }

  #insert(text: string): void {
    if (this.#readline.line.length + text.length <= longestLine) {
      this.#readline.insert(text);
      return;
    }
    if (!this.#isTooLong) this.#output.write(bell);
    this.#isTooLong = true;
  }

  /** A line of which a part was not taken must not be carried out. */
  #refuseLine(): void {
    this.#toEnd();
    this.#output.write('\n');
    this.#fresh('');
    this.#output.write(`% The line is longer than ${longestLine} characters: it was not taken\n`);
    this.redraw();
  }

  #fresh(line: string): void {
    this.#isTooLong = false;
    this.#readline.setLine(line);
  }

  #literal(text: string | undefined): void {
    this.#isLiteral = false;
    if (text !== undefined && !hasControl(text)) this.#insert(text);
  }

  /** The cursor has to leave the line before something is printed below it. */
  #toEnd(): void {
    this.#output.write(this.#readline.line.slice(this.#readline.cursor));
  }

  #print(lines: readonly string[]): void {
    this.#output.write(`\n${lines.map((line) => `${line}\n`).join('')}`);
    this.redraw();
  }

  #help(): void {
    this.#toEnd();
    this.#output.write('?');
    this.#print(this.#lineHelp.help(this.#left));
  }

  /** The first Tab completes; a second one at the same place lists what is possible (console 10). */
  #complete(): void {
    const { insert, list } = this.#lineHelp.complete(this.#left);
    if (insert !== '') this.#insert(insert);
    else if (list.length > 0 && this.#listed === this.#left) {
      this.#toEnd();
      this.#print(list);
    }
    this.#listed = this.#left;
  }

  /** Enters the line as Enter does, so that it is remembered, too. */
  #end(): void {
    if (this.#isTooLong) {
      this.#refuseLine();
      return;
    }
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
    this.#fresh('');
    this.redraw();
  }

  #leaveWith(shown: string, read: Read): void {
    this.#toEnd();
    this.#output.write(`${shown}\n`);
    this.#fresh('');
    this.#done(read);
  }

  #beginSearch(): void {
    this.#search = new ReverseSearch(this.#readline.history);
    this.#beforeSearch = this.#readline.line;
    this.#showInPlace('');
  }

  #showInPlace(line: string): void {
    this.#readline.setLine(line);
    this.#readline.redrawInPlace(this.#search?.prompt ?? this.#prompt);
  }

  #searchOn(search: ReverseSearch, typed: Typed): void {
    const what = search.key(typed.text, typed.key);
    if (what === 'again') {
      this.#showInPlace(search.match);
      return;
    }
    this.#search = undefined;
    this.#showInPlace(what === 'cancel' ? this.#beforeSearch : search.match);
    if (what === 'take') this.take(typed);
  }
}
