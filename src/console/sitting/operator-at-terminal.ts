import type { Operator, Picture, QuestionOptions } from '../../commands/declaration.ts';
import { cutTo } from '../../commands/text/width.ts';
import type { AskOptions, LineEditor } from '../editing/line-editor.ts';
import type { Key } from '../editing/question.ts';
import type { Screen } from '../output/screen.ts';
import { visible } from '../../commands/text/visible.ts';
import { wrapLines } from '../output/wrap.ts';

const clearRow = '\r\u001b[K';
/** Lines that wait while a question or a page is on the screen. */
const mostWaiting = 200;

/** The operator of the interactive console: everything a command says or asks goes over one screen and one keyboard. */
export class OperatorAtTerminal implements Operator {
  readonly canAnswer = true;
  readonly #screen: Screen;
  readonly #editor: LineEditor;
  readonly #textColumns: () => number;
  #progress = '';
  #isLive = false;
  #waiting: string[] = [];

  constructor(screen: Screen, editor: LineEditor, textColumns: () => number) {
    this.#screen = screen;
    this.#editor = editor;
    this.#textColumns = textColumns;
  }

  get watches(): boolean {
    return this.#screen.escapes;
  }

  /** A picture is drawn over and over: nobody is kept waiting for a key. */
  get isLive(): boolean {
    return this.#isLive;
  }

  get columns(): number {
    return this.#screen.columns;
  }

  get rows(): number {
    return this.#screen.rows;
  }

  readonly write = (text: string): void => this.#screen.write(text);
  readonly nextKey = (): Promise<Key> => this.#editor.nextKey();
  readonly onceResized = (listener: () => void): (() => void) => this.#screen.onceResized(listener);

  readonly note = (text: string): void => {
    this.#screen.print(wrapLines(visible(text).split('\n'), this.#textColumns()));
  };

  readonly progress = (text: string): void => {
    if (!this.watches) return;
    this.#progress = cutTo(visible(text), Math.max(0, this.#screen.columns - 1));
    this.#screen.write(`${clearRow}${this.#progress}`);
  };

  readonly ask = (question: string, options: QuestionOptions = {}): Promise<string | undefined> =>
    this.#ask(question, { ...options, echo: true });
  readonly askSecret = (question: string): Promise<string | undefined> => this.#ask(question, { echo: false });

  readonly confirm = async (question: string): Promise<boolean> => {
    const agrees = await this.#editor.confirm(visible(question));
    this.printWaiting();
    return agrees;
  };

  readonly suspended = <T>(work: (onKey: () => void) => Promise<T>): Promise<T> => this.#editor.suspended(work);

  /** What was typed ahead ends the picture: it is shown once, and the next line comes. */
  get live(): ((picture: Picture) => Promise<void>) | undefined {
    return this.watches ? (picture) => this.#live(picture) : undefined;
  }

  /** Lines that no command of this operator has asked for: they come above what is being typed, and wait for a question. */
  announce(lines: readonly string[]): void {
    const shown = wrapLines(lines.map(visible), this.#textColumns());
    const { stage } = this.#editor;
    if (stage === 'line') this.#editor.printAbove([...this.#taken(), ...shown]);
    else if (stage === 'question') this.#waiting = [...this.#waiting, ...shown].slice(-mostWaiting);
    else {
      this.#screen.write(this.#progress === '' ? '' : clearRow);
      this.#screen.print([...this.#taken(), ...shown]);
      this.#screen.write(this.#progress);
    }
  }

  /** Prints what had to wait for a question or a page. */
  printWaiting(): void {
    if (this.#waiting.length > 0) this.announce([]);
  }

  #taken(): readonly string[] {
    const lines = this.#waiting;
    this.#waiting = [];
    return lines;
  }

  async #ask(question: string, options: AskOptions): Promise<string | undefined> {
    const answer = await this.#editor.ask(visible(question), options);
    this.printWaiting();
    return answer;
  }

  async #live(picture: Picture): Promise<void> {
    if (this.#editor.hasTypedAhead) {
      this.#screen.print(await picture.lines());
      return;
    }
    const { showLive } = await import('../output/live.ts');
    this.#isLive = true;
    const last = await showLive(picture, this).finally(() => (this.#isLive = false));
    this.#screen.print(last);
    this.printWaiting();
  }
}
