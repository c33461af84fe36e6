import { readFileSync } from 'node:fs';
import { quote } from '../../config/token.ts';
import { ControlClient } from '../../control/client.ts';
import { isAdministrator, type Root } from '../../control/root.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import type { Options } from '../../commands/program.ts';
import { paintFor } from '../output/paint.ts';
import { Script, scriptFaultLines, type ScriptOutput } from './script.ts';
import { faultsOf, ScriptFault } from './script-check.ts';
import { scriptOperator } from './script-operator.ts';
import { Session } from './session.ts';
import type { DryRun } from './dry-run.ts';
import type { ScriptLine } from './statement-group.ts';
import { standardError, standardOutput } from '../output/standard-stream.ts';
import { columnsOfTerminal } from '../output/wrap.ts';

const usageStatus = 2;

/**
 * Words as one line. A single argument is taken as a whole line, e.g. `understudy 'show failover | json'`, and one that
 * begins with a bar as the modifier it is.
 */
const lineOf = (words: readonly string[]): string =>
  words.length === 1
    ? (words[0] ?? '')
    : words.map((word) => (/^(?!\|).*[\s"']|^$/s.test(word) ? quote(word) : word)).join(' ');

/** Standard input may be a socket, which has no path that could be opened. */
const readInput = async (): Promise<string> => (await import('node:stream/consumers')).text(process.stdin);

const readLines = async (path: string): Promise<ScriptLine[]> => {
  try {
    const text = path === '-' ? await readInput() : readFileSync(path, 'utf8');
    return text.split(/\r?\n/).map((line, i) => ({ text: line, at: `${path}:${i + 1}` }));
  } catch (cause) {
    throw new UnderstudyError('usage', `The file ${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
};

const linesOf = async (
  words: readonly string[],
  options: Options,
): Promise<ScriptLine[] | AsyncIterable<ScriptLine>> => {
  if (options.file !== undefined) return readLines(options.file);
  if (options.command !== undefined) return options.command.map((text) => ({ text, at: '' }));
  if (words.length > 0) return [{ text: lineOf(words), at: '' }];
  return (await import('./input-lines.ts')).linesOfInput();
};

const printFault = (error: unknown, { json, columns, err }: ScriptOutput): number => {
  const failed = error instanceof ScriptFault ? error : new ScriptFault(error, '');
  const { fault, at } = failed;
  if (json !== undefined) err(JSON.stringify({ ...fault.toBody(), ...(at === '' ? {} : { at }) }));
  else for (const line of scriptFaultLines(failed, columns.err)) err(line);
  return fault.exitStatus;
};

const interrupts = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C ends the command that runs, and with it the script. */
const untilInterrupted = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const interrupt of interrupts) process.once(interrupt, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const interrupt of interrupts) process.off(interrupt, abort);
  }
};

/** Reads the whole script first where its lines are all there; true when it may run. */
const isSound = async (
  lines: readonly ScriptLine[],
  session: Session,
  output: ScriptOutput,
  dryRun: DryRun,
): Promise<boolean> => {
  const inWords = await faultsOf(lines, session, output.json !== undefined);
  // Without privilege the worker is asked when the script has got it.
  const faults = inWords.length > 0 || !session.privileged ? inWords : await dryRun.faults();
  for (const fault of faults) printFault(fault, output);
  return faults.length === 0;
};

const collect = async (lines: readonly ScriptLine[] | AsyncIterable<ScriptLine>): Promise<ScriptLine[]> => {
  const all: ScriptLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
};

const runAll = async (
  words: readonly string[],
  options: Options,
  root: Root,
  output: ScriptOutput,
): Promise<number> => {
  const session = new Session({ privileged: isAdministrator(root), interactive: false });
  const client = new ControlClient(root);
  let lines = await linesOf(words, options);
  let dryRun: DryRun | undefined;
  if (options.check === true || options.file !== undefined) {
    const all = await collect(lines);
    const { DryRun } = await import('./dry-run.ts');
    dryRun = new DryRun(client, all, session);
    if (!(await isSound(all, session, output, dryRun))) return usageStatus;
    if (options.check === true) return 0;
    lines = all;
  }
  const operator = scriptOperator({
    quiet: output.json !== undefined,
    inputIsFree:
      options.file !== '-' && (words.length > 0 || options.command !== undefined || options.file !== undefined),
  });
  const performer = {
    client,
    operator,
    session,
    assumeYes: options.yes === true,
    now: Date.now,
    paint: () => Promise.resolve(output.paint),
  };
  return untilInterrupted((signal) => new Script(performer, output, signal, dryRun).run(lines));
};

/** Several answers in a row are read line by line; a single one may be looked at. */
const jsonForm = (words: readonly string[], { command }: Options): 'document' | 'lines' =>
  words.length > 0 || command?.length === 1 ? 'document' : 'lines';

/** Runs words, `-c` lines, a file or standard input, and gives the exit status (design 8). */
export const runOneShot = async (words: readonly string[], options: Options, root: Root): Promise<number> => {
  const output: ScriptOutput = {
    json: options.json === true ? jsonForm(words, options) : undefined,
    paint: await paintFor(standardOutput),
    columns: { out: columnsOfTerminal(standardOutput), err: columnsOfTerminal(standardError) },
    out: (line) => standardOutput.write(`${line}\n`),
    err: (line) => standardError.write(`${line}\n`),
  };
  try {
    return await runAll(words, options, root, output);
  } catch (error) {
    return printFault(error, output);
  }
};
