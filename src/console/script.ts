import type { Declaration, Outcome } from '../commands/declaration.ts';
import type { Paint } from '../commands/text/paint.ts';
import { noNames } from '../control/session-shapes.ts';
import { UnderstudyError } from '../error.ts';
import { glanceAt } from './glance.ts';
import { helpLines, type Names } from './help.ts';
import type { Modifier } from './modifier.ts';
import { isEmptyLine, parseLine, type Parsed } from './parse.ts';
import { blockBehind, configureLines, titleOf } from './configure.ts';
import { perform, type Performer } from './perform.ts';
import { present } from './present.ts';
import { faultFrom, faultLines, faultLinesAlone, warningLines } from './render.ts';
import { placeFor, type Standing } from './session.ts';
import { visibleJson } from '../commands/text/visible.ts';
import { wrapLines } from './wrap.ts';

/** A line of a script and where it stands: `line 3`, `FILE:3`; empty for words of the command line. */
export interface ScriptLine {
  readonly text: string;
  readonly at: string;
}

export interface ScriptOutput {
  readonly paint: Paint;
  /** `--json`: one document, or one on a line for each answer of a script. */
  readonly json: 'document' | 'lines' | undefined;
  /** Of the terminal that standard output and standard error go to; undefined where they go elsewhere. */
  readonly columns: { readonly out: number | undefined; readonly err: number | undefined };
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** A failure with the line of the script that it belongs to. */
export class ScriptFault extends Error {
  readonly fault: UnderstudyError;
  readonly at: string;

  constructor(error: unknown, at: string) {
    const fault = faultFrom(error);
    super(fault.message, { cause: error });
    this.fault = fault;
    this.at = at;
  }
}

/** `--json` and a filter of lines contradict each other, and neither is left out silently. */
const refuseFilter = ({ modifiers }: Parsed, json: boolean): void => {
  const modifier = modifiers.find(({ name }) => name !== 'json' && name !== 'no-more');
  if (!json || modifier === undefined) return;
  throw new UnderstudyError('usage', `--json and "| ${modifier.name}" cannot stand together`, {
    hint: 'leave one of them out: "| json" behind single lines of a script gives their data',
  });
};

/** What `?` at the end of a line shows; undefined where the line does not ask for help, or there is none. */
const helpOf = async (text: string, standing: Standing, names: Names): Promise<readonly string[] | undefined> => {
  const [, left] = /^(.*)\?\s*$/s.exec(text) ?? [];
  if (left === undefined) return undefined;
  const lines = helpLines(await placeFor(standing), left, names);
  return lines[0]?.startsWith('% ') === true ? undefined : lines;
};

/** Where the next line stands, as far as the words of this one decide it. */
const standingAfter = ({ resolution }: Parsed, standing: Standing): Standing => {
  const { leaf } = resolution;
  if (leaf.kind === 'statement') return { ...standing, block: blockBehind(resolution, standing.block) };
  const { leadsTo, words }: Declaration = leaf.declaration;
  const privileged = words === 'enable' || (words !== 'disable' && standing.privileged);
  if (words === 'exit' && standing.block !== undefined) return { ...standing, block: undefined };
  const mode = leadsTo?.(standing.mode) ?? standing.mode;
  return { ...standing, mode, privileged, block: mode === standing.mode ? standing.block : undefined };
};

/**
 * Reads a whole script without doing any of it (console 47). A script that needs privileged mode and has no `enable` is
 * read as if it had: whether it may run is decided when it runs.
 */
export const faultsOf = async (
  lines: readonly ScriptLine[],
  start: Standing,
  json: boolean,
): Promise<ScriptFault[]> => {
  const faults: ScriptFault[] = [];
  let standing: Standing = { ...start, privileged: true };
  for (const { text, at } of lines) {
    if (isEmptyLine(text)) continue;
    try {
      const parsed = await parseLine(text, standing);
      refuseFilter(parsed, json);
      standing = standingAfter(parsed, standing);
    } catch (error) {
      if (at === '' && (await helpOf(text, standing, { names: noNames })) !== undefined) continue;
      faults.push(new ScriptFault(error, at));
    }
  }
  return faults;
};

interface Pending extends ScriptLine {
  readonly full: string;
}

/** The worker counts the lines it was given; the operator counts those of the script. */
const blame = (error: unknown, pending: readonly Pending[]): ScriptFault => {
  const fault = faultFrom(error);
  const [, number, message] = /^line (\d+): (.*)$/s.exec(fault.message) ?? [];
  const culprit = number === undefined ? undefined : pending[Number(number) - 1];
  if (culprit === undefined || message === undefined)
    return new ScriptFault(fault, pending.length === 1 ? (pending[0]?.at ?? '') : '');
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
  #pending: Pending[] = [];

  constructor(performer: Performer, output: ScriptOutput, signal: AbortSignal) {
    this.#performer = performer;
    this.#output = output;
    this.#signal = signal;
  }

  /** Gives the exit status. @throws ScriptFault for the first line that failed */
  async run(lines: AsyncIterable<ScriptLine> | Iterable<ScriptLine>): Promise<number> {
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
    if (this.#wait({ text, at, full: parsed.resolution.full }, parsed)) return 0;
    await this.#flush();
    try {
      const outcome = await this.#perform(parsed);
      await this.#print(outcome, parsed.modifiers);
      return outcome.status ?? 0;
    } catch (error) {
      throw new ScriptFault(error, at);
    }
  }

  /** Keeps a statement for those behind it. The block of an entry goes on over what is run in the middle of it. */
  #wait(line: Pending, { resolution }: Parsed): boolean {
    const { leaf } = resolution;
    const { session } = this.#performer;
    const leavesBlock = leaf.kind === 'command' && leaf.declaration.words === 'exit' && session.block !== undefined;
    if (!leavesBlock && (leaf.kind === 'command' || leaf.secret)) return false;
    const { block } = session;
    session.block = leavesBlock ? undefined : blockBehind(resolution, block);
    if (leavesBlock) return true;
    if (leaf.kind === 'statement' && leaf.isPart === true && block !== undefined && this.#pending.length === 0)
      this.#pending.push({ ...line, full: titleOf(block) });
    this.#pending.push(line);
    return true;
  }

  async #perform(parsed: Parsed): Promise<Outcome> {
    const { leaf } = parsed.resolution;
    if (leaf.kind !== 'command' || leaf.repeatedBy === undefined)
      return perform(parsed.resolution, this.#performer, this.#signal, parsed.modifiers.length > 0);
    const { watch } = await import('./watch.ts');
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
    try {
      const full = pending.map((line) => line.full);
      await this.#print(await configureLines(full, this.#performer), [], false);
    } catch (error) {
      throw blame(error, pending);
    }
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
