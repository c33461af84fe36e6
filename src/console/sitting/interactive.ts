import type { Outcome } from '../../commands/declaration.ts';
import { plain, type Paint } from '../../commands/text/paint.ts';
import { widthOf } from '../../commands/text/width.ts';
import type { Place } from '../../commands/place.ts';
import { leaveConfiguration, oneLevelUp } from '../../commands/session/block.ts';
import { ControlClient } from '../../control/client.ts';
import type { Root } from '../../control/root.ts';
import { completionAt } from '../help/completion.ts';
import type { LineHelp } from '../editing/edited-line.ts';
import { glanceAt, type Glance } from './glance.ts';
import { helpLines } from '../help/help.ts';
import { IdleWatch } from '../editing/idle-watch.ts';
import { HistoryFile, isRemembered } from '../editing/history-file.ts';
import { LineEditor } from '../editing/line-editor.ts';
import type { Modifier } from '../output/modifier.ts';
import { OperatorAtTerminal } from './operator-at-terminal.ts';
import { page } from '../output/pager.ts';
import { isDriven, paintFor, takesColours } from '../output/paint.ts';
import { isEmptyLine, parseLine, type Parsed } from '../lines/parse.ts';
import { perform, type Performer } from '../lines/perform.ts';
import { present } from '../output/present.ts';
import { paintedPrompt, promptOf } from './prompt.ts';
import { faultFrom, faultLinesAt, warningLines } from '../output/render.ts';
import { Screen } from '../output/screen.ts';
import { SittingLink } from './sitting-link.ts';
import { rollBackSentence } from '../../commands/text/roll-back.ts';
import { unsavedHint } from '../../commands/text/unsaved.ts';
import { visible } from '../../commands/text/visible.ts';
import { placeFor, Session } from '../lines/session.ts';
import { wrapLines } from '../output/wrap.ts';

/** A program wants a sentence in one piece, whatever window it claims to have. */
const widestLine = 512;

/** What a sitting is made of; a test puts its own terminal and worker in their places. */
export interface SittingParts {
  readonly client: ControlClient;
  readonly input: NodeJS.ReadableStream;
  readonly screen: Screen;
  readonly historyFile: HistoryFile;
  readonly paint: () => Promise<Paint>;
  readonly hasColours: boolean;
  readonly isDriven: boolean;
  readonly assumeYes: boolean;
}

/** One sitting at a terminal. */
export class Console {
  readonly #session: Session;
  readonly #parts: SittingParts;
  readonly #screen: Screen;
  readonly #editor: LineEditor;
  readonly #operator: OperatorAtTerminal;
  readonly #performer: Performer;
  readonly #idle: IdleWatch;
  readonly #link: SittingLink;
  #glance: Glance | undefined;
  #farewell = '';

  constructor(parts: SittingParts) {
    this.#parts = parts;
    this.#session = new Session({ privileged: false, interactive: true, isDriven: parts.isDriven });
    const { client, input, screen, historyFile, assumeYes } = parts;
    this.#screen = screen;
    this.#session.history.push(...historyFile.read());
    this.#session.historySize = historyFile.size;
    const { history, historySize } = this.#session;
    this.#editor = new LineEditor(input, screen.output, { history, escapes: screen.escapes });
    this.#editor.historySize = historySize;
    this.#session.onHistory = (change) => this.#historyChanged(change);
    this.#operator = new OperatorAtTerminal(screen, this.#editor, () => this.#columns);
    this.#idle = new IdleWatch({
      isWaiting: () => this.#editor.stage !== 'busy' && !this.#operator.isLive,
      onIdle: (text) => this.#hangUp(text),
    });
    this.#editor.onKey = () => this.#idle.touch();
    this.#link = new SittingLink(client, {
      announce: (lines, type) => {
        if (type === 'debug' || !this.#session.isPlain) this.#operator.announce(lines);
      },
      ended: (text) => this.#hangUp(text),
    });
    this.#performer = {
      client,
      operator: this.#operator,
      session: this.#session,
      assumeYes,
      now: Date.now,
      paint: () => this.#paint(),
    };
  }

  /** Reads and carries out lines until the operator leaves. */
  async run(): Promise<void> {
    while (!this.#session.left) {
      const glance = await glanceAt(this.#parts.client, this.#glance);
      if (this.#glance === undefined) this.#greet(glance);
      this.#glance = glance;
      const place = await placeFor(this.#session);
      const prompt = promptOf(glance, this.#session);
      const shown = this.#parts.hasColours && !this.#session.isPlain ? paintedPrompt(glance, this.#session) : prompt;
      this.#operator.printWaiting();
      this.#editor.width = this.#session.width ?? 0;
      const reading = this.#editor.read(shown, this.#lineHelp(place, glance));
      this.#sit(glance);
      const read = await reading;
      if (read.kind === 'end') await this.#end(read.text, widthOf(prompt));
      else if (read.kind === 'leave') this.#oneLevelUp();
      else await this.#take(read.text, widthOf(prompt));
    }
    if (this.#farewell === '') this.#screen.print(this.#parting());
    this.#idle.stop();
    this.#link.close();
    this.#editor.close();
    if (this.#farewell !== '') this.#screen.write(`\n${visible(this.#farewell)}\n`);
  }

  /** The banner, where one is set, and a blank (console 1). */
  #greet({ banner, rollsBackAt }: Glance): void {
    this.#screen.print([...(banner?.split('\n').map(visible) ?? []), ...this.#reminder(rollsBackAt), '']);
  }

  /** What whoever comes or leaves should know: the configuration does not stay. A worker of another release may not tell. */
  #reminder(rollsBackAt: Glance['rollsBackAt'] | undefined): readonly string[] {
    return typeof rollsBackAt !== 'string' || this.#session.isPlain ? [] : [`% ${rollBackSentence(rollsBackAt)}`];
  }

  /** A worker of another release may not tell. */
  #parting(): readonly string[] {
    const reminder = this.#reminder(this.#glance?.rollsBackAt);
    if (reminder.length > 0 || this.#glance?.unsaved !== true || this.#session.isPlain) return reminder;
    return wrapLines([`% ${unsavedHint}`], this.#columns);
  }

  /** Nothing of this keeps the prompt waiting. */
  #sit({ execTimeoutMs, state }: Glance): void {
    const { mode, privileged } = this.#session;
    this.#idle.limitMs = execTimeoutMs;
    this.#idle.touch();
    this.#parts.client.sitIn(mode === 'config' ? 'config' : privileged ? 'privileged' : 'user');
    if (state !== null) this.#link.open();
  }

  /** Somebody or something else ends this sitting, wherever it stands. */
  #hangUp(text: string): void {
    this.#session.left = true;
    this.#farewell = text;
    this.#editor.hangUp();
  }

  #lineHelp(place: Place, glance: Glance): LineHelp {
    return {
      help: (left) => wrapLines(helpLines(place, left, glance, this.#session.privileged), this.#columns),
      complete: (left) => completionAt(place, left, glance, this.#session.privileged),
    };
  }

  #paint(): Promise<Paint> {
    return this.#session.isPlain ? Promise.resolve(plain) : this.#parts.paint();
  }

  /** Columns at which text is broken. */
  get #columns(): number {
    return this.#session.width ?? (this.#session.isPlain ? widestLine : this.#screen.columns);
  }

  /** Ctrl-Z takes what was typed in configuration mode, and leaves it. */
  async #end(text: string, promptWidth: number): Promise<void> {
    if (this.#session.mode === 'config') await this.#take(text, promptWidth);
    this.#tell(leaveConfiguration(this.#session));
  }

  /** Ctrl-D on an empty line leaves configuration mode, not the console (console 29). */
  #oneLevelUp(): void {
    this.#tell(oneLevelUp(this.#session));
  }

  async #take(text: string, promptWidth: number): Promise<void> {
    if (isEmptyLine(text)) return;
    this.#remember(text);
    try {
      await this.#editor.whileBusy(async (signal) => {
        const parsed = await parseLine(text, this.#session);
        await this.#show(await this.#perform(parsed, signal), parsed.modifiers);
      });
    } catch (error) {
      const fault = faultFrom(error);
      const isOurInterrupt = fault.code === 'interrupted' && fault.message === 'Interrupted';
      const lines = isOurInterrupt ? ['% Interrupted'] : faultLinesAt(fault, promptWidth, this.#screen.columns);
      this.#screen.print(lines);
    }
  }

  async #perform(parsed: Parsed, signal: AbortSignal): Promise<Outcome> {
    const { leaf } = parsed.resolution;
    if (leaf.kind !== 'command' || leaf.repeatedBy === undefined) {
      return perform(parsed.resolution, this.#performer, signal, parsed.modifiers.length > 0);
    }
    const { watch } = await import('../output/watch.ts');
    const paint = await this.#paint();
    return watch(parsed, this.#performer, { paint, columns: () => this.#columns, signal });
  }

  #remember(text: string): void {
    if (!isRemembered(text) || this.#session.history.at(-1) === text) return;
    this.#session.remember(text);
    this.#parts.historyFile.add(text);
  }

  #historyChanged(change: 'resized' | 'cleared'): void {
    this.#editor.historySize = this.#session.historySize;
    if (change === 'resized') this.#parts.historyFile.resize(this.#session.historySize);
    else {
      this.#editor.clearHistory();
      this.#parts.historyFile.clear();
    }
  }

  async #show(outcome: Outcome, modifiers: readonly Modifier[]): Promise<void> {
    const { client } = this.#parts;
    const lines = await present(outcome, modifiers, { client, paint: await this.#paint(), columns: this.#columns });
    const isWhole =
      modifiers.some(({ name }) => name === 'no-more') || !this.#screen.escapes || this.#editor.hasTypedAhead;
    await page(lines, this.#operator, isWhole ? 0 : this.#session.pageLines);
    this.#screen.print(warningLines(outcome, this.#columns));
  }

  /** What is worth knowing of a mode that was left. */
  #tell(warnings: readonly string[]): void {
    this.#screen.print(warningLines({ data: {}, text: () => '', warnings }, this.#columns));
  }
}

/** The interactive console; leaving it is no failure. */
export const runInteractive = async (root: Root, options: { readonly assumeYes: boolean }): Promise<number> => {
  const { stdin, stdout } = process;
  await new Console({
    client: new ControlClient(root),
    input: stdin,
    screen: new Screen(stdout),
    historyFile: new HistoryFile(),
    paint: () => paintFor(stdout),
    hasColours: takesColours(stdout),
    isDriven: isDriven(),
    assumeYes: options.assumeYes,
  }).run();
  return 0;
};
