import type { Outcome } from '../../commands/declaration.ts';
import type { Paint } from '../../commands/text/paint.ts';
import { nothingChanged } from '../../control/config-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { glanceAt } from '../sitting/glance.ts';
import type { Modifier } from '../output/modifier.ts';
import { isEmptyLine, parseLine, type Parsed } from './parse.ts';
import { configureLines } from './configure.ts';
import type { DryRun } from './dry-run.ts';
import { perform, type Performer } from './perform.ts';
import { present } from '../output/present.ts';
import { faultFrom, faultLines, faultLinesAlone, warningLines } from '../output/render.ts';
import { helpOf, refuseFilter, ScriptFault } from './script-check.ts';
import { join, type ScriptLine, type Statement } from './statement-group.ts';
import { visibleJson } from '../../commands/text/visible.ts';
import { unsavedSentence } from '../../commands/text/unsaved.ts';
import { wrapLines } from '../output/wrap.ts';

export interface ScriptOutput {
  readonly paint: Paint;
  /** `--json`: one document, or one on a line for each answer of a script. */
  readonly json: 'document' | 'lines' | undefined;
  /** Of the terminal that standard output and standard error go to; undefined where they go elsewhere. */
  readonly columns: { readonly out: number | undefined; readonly err: number | undefined };
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const isChange = ({ data }: Outcome): boolean => 'changed' in data && data.changed === true;

/** The worker changed nothing for these lines; what the lines before them did holds. */
const afterChanges = (fault: UnderstudyError, hasChanged: boolean): UnderstudyError =>
  hasChanged && fault.hint?.endsWith(nothingChanged) === true
    ? new UnderstudyError(fault.code, fault.message, {
        hint: fault.hint.replace(nothingChanged, 'what the lines before it changed is in force'),
        cause: fault,
      })
    : fault;

/** `FILE:3-9`: the lines that were applied together. */
const rangeOf = (pending: readonly Statement[]): string => {
  const [first, last] = [pending[0]?.at ?? '', pending.at(-1)?.at ?? ''];
  return first === last ? first : `${first}-${/\d+$/.exec(last)?.[0] ?? ''}`;
};

/** The worker counts the lines it was given; the operator counts those of the script. */
const blame = (error: unknown, pending: readonly Statement[], hasChanged: boolean): ScriptFault => {
  const fault = afterChanges(faultFrom(error), hasChanged);
  const [, number, message] = /^line (\d+): (.*)$/s.exec(fault.message) ?? [];
  const culprit = number === undefined ? undefined : pending[Number(number) - 1];
  if (culprit === undefined || message === undefined) return new ScriptFault(fault, rangeOf(pending));
  return new ScriptFault(new UnderstudyError(fault.code, message, { hint: fault.hint }), culprit.at);
};

/** In a script a command that has no data says nothing. */
const documentLines = (data: object, form: 'document' | 'lines'): string[] => {
  if (form === 'document') return visibleJson(JSON.stringify(data, null, 2)).split('\n');
  return Object.keys(data).length === 0 ? [] : [visibleJson(JSON.stringify(data))];
};

/**
 * Runs lines one after another and stops at the first that fails. Statements of the configuration that stand together are
 * applied together, so that they may refer to each other in any order, and all or nothing of them holds.
 */
export class Script {
  readonly #performer: Performer;
  readonly #output: ScriptOutput;
  readonly #signal: AbortSignal;
  /** Asked before the first statement is applied. */
  readonly #dryRun: DryRun | undefined;
  #pending: readonly Statement[] = [];
  #hasChanged = false;
  #hasConfigured = false;

  constructor(performer: Performer, output: ScriptOutput, signal: AbortSignal, dryRun?: DryRun) {
    this.#performer = performer;
    this.#output = output;
    this.#signal = signal;
    this.#dryRun = dryRun;
  }

  /** Gives the exit status. @throws ScriptFault for the first line that failed */
  async run(lines: AsyncIterable<ScriptLine> | Iterable<ScriptLine>): Promise<number> {
    try {
      return await this.#all(lines);
    } finally {
      await this.#remind();
    }
  }

  async #all(lines: AsyncIterable<ScriptLine> | Iterable<ScriptLine>): Promise<number> {
    let status = 0;
    for await (const line of lines) {
      if (isEmptyLine(line.text)) continue;
      status = await this.#one(line);
      if (status !== 0 || this.#performer.session.left) break;
    }
    await this.#flush();
    return status;
  }

  async #one({ text, at }: ScriptLine): Promise<number> {
    let parsed: Parsed;
    try {
      parsed = await parseLine(text, this.#performer.session);
      refuseFilter(parsed, this.#output.json !== undefined);
    } catch (error) {
      // What stands before a bad line in a script has been asked for and holds.
      await this.#flush();
      if (at === '' && (await this.#help(text))) return 0;
      throw new ScriptFault(error, at);
    }
    if (this.#wait({ text, at }, parsed)) return 0;
    await this.#flush();
    if (parsed.resolution.leaf.kind === 'statement') await this.#tryAll();
    try {
      const outcome = await this.#perform(parsed);
      this.#hasChanged ||= isChange(outcome);
      await this.#print(outcome, parsed.modifiers);
      return outcome.status ?? 0;
    } catch (error) {
      throw new ScriptFault(error, at);
    }
  }

  /** Keeps a statement for those behind it. */
  #wait(line: ScriptLine, { resolution }: Parsed): boolean {
    const { session } = this.#performer;
    const joined = join(this.#pending, line, resolution, session.block);
    if (joined === undefined) return false;
    this.#pending = joined.statements;
    session.block = joined.block;
    return true;
  }

  async #perform(parsed: Parsed): Promise<Outcome> {
    const { leaf } = parsed.resolution;
    if (leaf.kind !== 'command' || leaf.repeatedBy === undefined)
      return perform(parsed.resolution, this.#performer, this.#signal, parsed.modifiers.length > 0);
    const { watch } = await import('../output/watch.ts');
    const { paint, columns } = this.#output;
    return watch(parsed, this.#performer, { paint, columns: () => columns.out, signal: this.#signal });
  }

  /** Words of the command line may end in `?`, as at the prompt. False where there is no such help. */
  async #help(text: string): Promise<boolean> {
    if (!text.trimEnd().endsWith('?')) return false;
    const { client, session } = this.#performer;
    const lines = await helpOf(text, session, await glanceAt(client, undefined));
    if (lines === undefined) return false;
    const { json, columns, out } = this.#output;
    const shown = json === undefined ? wrapLines(lines, columns.out) : [JSON.stringify({ help: lines })];
    for (const line of shown) out(line);
    return true;
  }

  async #flush(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length === 0) return;
    await this.#tryAll();
    try {
      const full = pending.map((line) => line.full);
      const outcome = await configureLines(full, this.#performer);
      this.#hasChanged ||= isChange(outcome);
      this.#hasConfigured ||= isChange(outcome) && pending.some(({ at }) => at !== '');
      await this.#print(outcome, [], false);
    } catch (error) {
      throw blame(error, pending, this.#hasChanged);
    }
  }

  /** A file or an input that configured this server and did not save that; who types `-c` sees what he has typed. */
  async #remind(): Promise<void> {
    const { json, columns, err } = this.#output;
    if (!this.#hasConfigured || json !== undefined) return;
    const { unsaved } = await glanceAt(this.#performer.client, undefined);
    if (!unsaved) return;
    const warnings = [`${unsavedSentence.charAt(0).toLowerCase()}${unsavedSentence.slice(1)}`];
    for (const line of warningLines({ data: {}, text: () => '', warnings }, columns.err)) err(line);
  }

  async #tryAll(): Promise<void> {
    const [fault] = (await this.#dryRun?.faults()) ?? [];
    if (fault !== undefined) throw fault;
  }

  async #print(outcome: Outcome, modifiers: readonly Modifier[], hasAnswer = true): Promise<void> {
    const { paint, json, columns, out, err } = this.#output;
    if (json !== undefined) {
      for (const line of documentLines(outcome.data, json)) out(line);
      return;
    }
    if (hasAnswer) {
      const how = { client: this.#performer.client, paint, columns: columns.out };
      for (const line of await present(outcome, modifiers, how)) out(line);
    }
    for (const line of warningLines(outcome, columns.err)) err(line);
  }
}

/** Text for standard error: `line 3: % Incomplete command.`; a bad word is shown under its line. */
export const scriptFaultLines = ({ fault, at }: ScriptFault, columns: number | undefined): string[] => {
  if (at === '') return faultLinesAlone(fault, columns);
  const [first = '', ...rest] = faultLines(fault, undefined);
  return wrapLines([`${at}: ${first}`, ...rest], columns);
};
