import type { Operator, Outcome } from '../commands/declaration.ts';
import type { Paint } from '../commands/text/paint.ts';
import type { Place } from '../commands/place.ts';
import { ControlClient } from '../control/client.ts';
import type { Root } from '../control/root.ts';
import { completionAt } from './completion.ts';
import { glanceAt, type Glance } from './glance.ts';
import { helpLines } from './help.ts';
import { HistoryFile, isRemembered } from './history-file.ts';
import { LineEditor } from './line-editor.ts';
import type { Modifier } from './modifier.ts';
import { page } from './pager.ts';
import { paintFor, takesEscapes } from './paint.ts';
import { perform, type Performer } from './perform.ts';
import { PlainOutput } from './plain-output.ts';
import { promptOf } from './prompt.ts';
import { faultFrom, faultLinesAt, outcomeLines, warningLines } from './render.ts';
import { isEmptyLine, parseLine } from './script.ts';
import { placeFor, Session } from './session.ts';
import { wrapLines } from './wrap.ts';

/** Standard output, without escape sequences where the terminal knows none. */
const screenOutput = (): NodeJS.WritableStream => {
  if (takesEscapes(process.stdout)) return process.stdout;
  const output = new PlainOutput();
  output.pipe(process.stdout);
  return output;
};

/** One sitting at a terminal. */
class Console {
  readonly #session = new Session({ privileged: false, interactive: true });
  readonly #client: ControlClient;
  readonly #output: NodeJS.WritableStream = screenOutput();
  readonly #historyFile = new HistoryFile();
  readonly #editor: LineEditor;
  readonly #performer: Performer;
  readonly #paint: Paint;
  #glance: Glance | undefined;

  constructor(root: Root, paint: Paint, assumeYes: boolean) {
    this.#client = new ControlClient(root);
    this.#paint = paint;
    this.#session.history.push(...this.#historyFile.read());
    this.#editor = new LineEditor(process.stdin, this.#output, this.#session.history);
    this.#performer = {
      client: this.#client,
      operator: this.#operator(),
      session: this.#session,
      assumeYes,
      now: Date.now,
    };
  }

  /** Reads and carries out lines until the operator leaves. */
  async run(): Promise<void> {
    this.#output.write('\n');
    while (!this.#session.left) {
      const glance = await glanceAt(this.#client, this.#glance);
      this.#glance = glance;
      const place = await placeFor(this.#session);
      const prompt = promptOf(glance, this.#session);
      const read = await this.#editor.read(prompt, this.#lineHelp(place, glance));
      if (read.kind === 'end') await this.#end(read.text, prompt.length);
      else if (read.kind === 'leave') this.#oneLevelUp();
      else await this.#take(read.text, prompt.length);
    }
    this.#editor.close();
  }

  #lineHelp(
    place: Place,
    glance: Glance,
  ): { help: (left: string) => string[]; complete: (left: string) => ReturnType<typeof completionAt> } {
    return {
      help: (left) => wrapLines(helpLines(place, left, glance), this.#columns),
      complete: (left) => completionAt(place, left, glance),
    };
  }

  /** Ctrl-Z takes what was typed in configuration mode, and leaves it. */
  async #end(text: string, promptWidth: number): Promise<void> {
    if (this.#session.mode === 'config') await this.#take(text, promptWidth);
    this.#session.mode = 'exec';
  }

  /** A terminal that does not know its size, such as some serial lines, says 0 by 0. */
  get #columns(): number {
    return process.stdout.columns || 80;
  }

  /** Ctrl-D on an empty line leaves configuration mode, not the console (console 29). */
  #oneLevelUp(): void {
    if (this.#session.mode === 'exec') this.#session.left = true;
    this.#session.mode = 'exec';
  }

  async #take(text: string, promptWidth: number): Promise<void> {
    if (isEmptyLine(text)) return;
    this.#remember(text);
    try {
      await this.#editor.whileBusy(async (signal) => {
        const { resolution, modifier } = await parseLine(text, this.#session);
        const outcome = await perform(resolution, this.#performer, signal);
        await this.#show(outcome, modifier);
      });
    } catch (error) {
      const fault = faultFrom(error);
      const isOurInterrupt = fault.code === 'interrupted' && fault.message === 'Interrupted';
      const lines = isOurInterrupt ? ['% Interrupted'] : faultLinesAt(fault, promptWidth, this.#columns);
      this.#write(lines);
    }
  }

  #remember(text: string): void {
    if (!isRemembered(text) || this.#session.history.at(-1) === text) return;
    this.#session.history.push(text);
    this.#historyFile.add(text);
  }

  async #show(outcome: Outcome, modifier: Modifier | undefined): Promise<void> {
    const lines = outcomeLines(outcome, modifier, this.#paint, this.#columns);
    const isWhole = modifier?.name === 'no-more' || !takesEscapes(process.stdout) || this.#editor.hasTypedAhead;
    const screen = {
      columns: this.#columns,
      get rows() {
        return process.stdout.rows || 24;
      },
      write: (text: string) => void this.#output.write(text),
      nextKey: () => this.#editor.nextKey(),
    };
    await page(lines, screen, isWhole ? 0 : this.#session.pageLines);
    this.#write(warningLines(outcome, this.#columns));
  }

  #write(lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }

  #operator(): Operator {
    const watches = takesEscapes(process.stdout);
    return {
      canAnswer: true,
      watches,
      note: (text) => this.#write(wrapLines(text.split('\n'), this.#columns)),
      progress: (text) => {
        if (watches) this.#output.write(`\r\u001b[K${text.slice(0, Math.max(0, this.#columns - 1))}`);
      },
      ask: (question) => this.#editor.ask(question, { echo: true }),
      askSecret: (question) => this.#editor.ask(question, { echo: false }),
    };
  }
}

/** The interactive console; leaving it is no failure. */
export const runInteractive = async (root: Root, options: { readonly assumeYes: boolean }): Promise<number> => {
  await new Console(root, await paintFor(process.stdout), options.assumeYes).run();
  return 0;
};
