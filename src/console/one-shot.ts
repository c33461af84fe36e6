import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { quote } from '../config/token.ts';
import { ControlClient } from '../control/client.ts';
import { isAdministrator, type Root } from '../control/root.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { Options } from '../commands/program.ts';
import { paintFor } from './paint.ts';
import { faultsOf, Script, ScriptFault, scriptFaultLines, type ScriptLine, type ScriptOutput } from './script.ts';
import { scriptOperator } from './script-operator.ts';
import { Session } from './session.ts';
import { columnsOfTerminal } from './wrap.ts';

const usageStatus = 2;

/**
 * Words as one line. A single argument is taken as a whole line, e.g. `understudy 'show failover | json'`, and one that
 * begins with a bar as the modifier it is.
 */
const lineOf = (words: readonly string[]): string =>
  words.length === 1
    ? (words[0] ?? '')
    : words.map((word) => (/^(?!\|).*[\s"']|^$/s.test(word) ? quote(word) : word)).join(' ');

const readLines = async (path: string): Promise<ScriptLine[]> => {
  try {
    const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
    return text.split(/\r?\n/).map((line, i) => ({ text: line, at: `${path}:${i + 1}` }));
  } catch (cause) {
    throw new UnderstudyError('usage', `The file ${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
};

const linesOfInput = async function* (): AsyncGenerator<ScriptLine> {
  let number = 0;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    yield { text, at: `line ${number}` };
  }
};

const linesOf = async (
  words: readonly string[],
  options: Options,
): Promise<ScriptLine[] | AsyncIterable<ScriptLine>> => {
  if (options.file !== undefined) return readLines(options.file);
  if (options.command !== undefined) return options.command.map((text) => ({ text, at: '' }));
  return words.length > 0 ? [{ text: lineOf(words), at: '' }] : linesOfInput();
};

const printFault = (error: unknown, { json, columns, err }: ScriptOutput): number => {
  const failed = error instanceof ScriptFault ? error : new ScriptFault(error, '');
  const { fault, at } = failed;
  if (json !== undefined) err(JSON.stringify({ ...fault.toBody(), ...(at === '' ? {} : { at }) }));
  else for (const line of scriptFaultLines(failed, columns.err)) err(line);
  return fault.exitStatus;
};

/** Ctrl-C ends the command that runs, and with it the script. */
const abortOnInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
};

/** Reads the whole script first where its lines are all there; true when it may run. */
const isSound = async (lines: readonly ScriptLine[], session: Session, output: ScriptOutput): Promise<boolean> => {
  const faults = await faultsOf(lines, session, output.json !== undefined);
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
  let lines = await linesOf(words, options);
  if (options.check === true || options.file !== undefined) {
    lines = await collect(lines);
    if (!(await isSound(lines, session, output))) return usageStatus;
    if (options.check === true) return 0;
  }
  const operator = scriptOperator({ quiet: output.json !== undefined });
  const performer = {
    client: new ControlClient(root),
    operator,
    session,
    assumeYes: options.yes === true,
    now: Date.now,
  };
  return new Script(performer, output, abortOnInterrupt()).run(lines);
};

/** Several answers in a row are read line by line; a single one may be looked at. */
const jsonForm = (words: readonly string[], { command }: Options): 'document' | 'lines' =>
  words.length > 0 || command?.length === 1 ? 'document' : 'lines';

/** Runs words, `-c` lines, a file or standard input, and gives the exit status (design 8). */
export const runOneShot = async (words: readonly string[], options: Options, root: Root): Promise<number> => {
  const output: ScriptOutput = {
    json: options.json === true ? jsonForm(words, options) : undefined,
    paint: await paintFor(process.stdout),
    columns: { out: columnsOfTerminal(process.stdout), err: columnsOfTerminal(process.stderr) },
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  };
  try {
    return await runAll(words, options, root, output);
  } catch (error) {
    return printFault(error, output);
  }
};
