import { readFileSync, writeFileSync } from 'node:fs';
import type { Terminal } from './terminal.ts';

/**
 * A session in a page: a block of lines that begins with three backquotes, `console` and the name of the state in which it
 * was recorded. Lines behind a prompt were typed; the others were answered. `RECORD=1` writes down what is answered now.
 */
export interface DocumentedSession {
  readonly page: string;
  /** Number of the line below the fence. */
  readonly line: number;
  readonly state: string;
  readonly rows: readonly string[];
}

const fence = /^(\s*)```console ([\w-]+)$/;

const indented = (rows: readonly string[], indent: string): string[] =>
  rows.map((row) => (row === '' ? '' : `${indent}${row}`));

export const sessionsIn = (page: string): DocumentedSession[] => {
  const lines = readFileSync(page, 'utf8').split('\n');
  return lines.flatMap((text, i) => {
    const [, indent = '', state] = fence.exec(text) ?? [];
    if (state === undefined) return [];
    const end = lines.indexOf(`${indent}\`\`\``, i);
    const rows = lines.slice(i + 1, end).map((row) => row.slice(indent.length));
    return [{ page, line: i + 2, state, rows }];
  });
};

/** Writes what was answered in the place of what stands there; sessions of a page from its end to its beginning. */
export const rewrite = ({ page, line, rows }: DocumentedSession, answered: readonly string[]): void => {
  const lines = readFileSync(page, 'utf8').split('\n');
  const [, indent = ''] = fence.exec(lines[line - 2] ?? '') ?? [];
  lines.splice(line - 1, rows.length, ...indented(answered, indent));
  writeFileSync(page, lines.join('\n'));
};

const promptPattern = /^(\$|[\w.-]+(?:\/\w+\/[\w?]+)?(?:\([\w-]+\))?[>#]) /;
/** A question of a command, and what was answered. Secrets are not shown. */
const questionPattern =
  /^(.*(?:\[confirm\]|\[yes\/no\](?: \(\w+\))?:|\]\?|\[no\]:|Password:|Secret:|Repeat the secret:)) ?(.*)$/;

/** What stands in one place of a session: a line that was typed, and the questions that it led to. */
export interface Step {
  readonly prompt: string;
  readonly typed: string;
  readonly questions: readonly { readonly asked: string; readonly answer: string }[];
}

/** How the rows that were typed are told from those that were answered. */
export interface Marks {
  readonly prompt: RegExp;
  /** The question, and behind it the answer. */
  readonly question: RegExp;
}

const consoleMarks: Marks = { prompt: promptPattern, question: questionPattern };

export const stepsOf = (rows: readonly string[], marks: Marks = consoleMarks): Step[] => {
  const steps: Step[] = [];
  for (const row of rows) {
    const [prompt] = marks.prompt.exec(`${row} `) ?? [];
    const [, asked, answer = ''] = marks.question.exec(row) ?? [];
    const last = steps.at(-1);
    if (prompt !== undefined) steps.push({ prompt, typed: row.slice(prompt.length), questions: [] });
    else if (asked !== undefined && last !== undefined)
      steps.splice(-1, 1, { ...last, questions: [...last.questions, { asked, answer }] });
  }
  return steps;
};

const isLeftOut = (row: string): boolean => row.trim() === '…';

/** What was seen, with what the page leaves out left out: a row `…` stands for the rest of an answer. */
export const shortened = (seen: readonly string[], rows: readonly string[]): string[] => {
  if (!rows.some(isLeftOut)) return [...seen];
  const rest = [...seen];
  const kept = rows.flatMap((row) => {
    if (!isLeftOut(row)) return rest.splice(0, 1);
    const next = rest.findIndex((one) => promptPattern.test(`${one} `));
    rest.splice(0, next === -1 ? rest.length : next);
    return [row];
  });
  return [...kept, ...rest];
};

const isPrompt = ({ screen }: Terminal): boolean => {
  const row = screen.current.padEnd(screen.column);
  return promptPattern.exec(row)?.[0] === row && screen.column === row.length;
};

/** Types the steps as an operator would and gives the rows from the first prompt on, without the last prompt. */
export const play = async (terminal: Terminal, steps: readonly Step[], secret: string): Promise<string[]> => {
  let begin: number | undefined;
  let kept = '';
  for (const { prompt, typed, questions } of steps) {
    await terminal.isAt(`${prompt}${kept}`);
    const before = terminal.screen.rows.length;
    begin ??= before - 1;
    const goesOn = typed.startsWith(kept);
    terminal.type(`${goesOn ? '' : '\u0015'}${goesOn ? typed.slice(kept.length) : typed}`);
    const asksForHelp = typed.endsWith('?');
    kept = asksForHelp ? typed.slice(0, -1) : '';
    if (!asksForHelp) terminal.type('\r');
    for (const { asked, answer } of questions) {
      await terminal.shows({ test: () => terminal.screen.current.trimEnd().startsWith(asked) });
      terminal.type(`${/(Password|[Ss]ecret):$/.test(asked) ? secret : answer}\r`);
    }
    if (/^(exit|quit)$/.test(typed)) await terminal.ended();
    else if (asksForHelp) {
      await terminal.shows({ test: () => terminal.screen.rows.length > before });
      await terminal.isAt(`${prompt}${kept}`);
    } else await terminal.shows({ test: () => isPrompt(terminal) && terminal.screen.rows.length > before });
  }
  return terminal.screen.rows.slice(begin, isPrompt(terminal) || kept !== '' ? -1 : undefined);
};
