import { expect } from '@jest/globals';
import { rewrite, stepsOf, type DocumentedSession, type Step } from '../support/documented-session.ts';
import { Terminal } from '../support/terminal.ts';
import type { Host } from '../lab/host.ts';

/** What an operator types where nothing is echoed. */
export const secret = 'correct-horse-battery';

/** Of a shell (`root@core1:~# `) or of the console (`core1/pri/act# `). */
const promptPattern = /^(?:[\w-]+@[\w.-]+:\S*[#$]|[\w.-]+(?:\/\w+\/[\w?]+)?(?:\([\w-]+\))?[>#]) /;
const questionPattern =
  /^(.*(?:\[confirm\]|\[[^\]]*\]:|\[[^\]]*\]\?|\(yes, no, or \^\):|\[yes\/no\] \(\w+\):|[Pp]assword:|[Ss]ecret:|again:|[Cc]ode:|shows:)) ?(.*)$/;
const isUnseen = (question: string): boolean =>
  /^(Enter a password|Enable secret)|(password|secret|again|code|shows):$/i.test(question);
const codePattern = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/;
const isLeftOut = (row: string): boolean => row.trim() === '…';

/** What differs from one run to the next, as one word for all of them. */
const variable: readonly (readonly [RegExp, string])[] = [
  [/AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}/g, 'KEY'],
  [/SHA256:[A-Za-z0-9+/=:]+|\b(?:[0-9A-F]{2}:){15,}[0-9A-F]{2}\b/g, 'FINGERPRINT'],
  [new RegExp(codePattern, 'g'), 'CODE'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|GMT))?/g, 'TIME'],
  [/\b\d\d:\d\d(?::\d\d)?(?: ?(?:Z|UTC|GMT))?\b/g, 'TIME'],
  [/-?\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|seconds?|minutes?|s|min|[kKMG]?i?B(?:\/s)?|bytes)\b/g, 'AMOUNT'],
  [/\bless than a second\b|\bjust now\b|\bAMOUNT ago\b/g, 'AMOUNT'],
  [/\b\d+ processors?\b/g, 'COUNT'],
  [/ {2,}|\t/g, '  '],
];
const alike = (row: string): string =>
  variable.reduce((text, [pattern, word]) => text.replace(pattern, word), row).trimEnd();

/** The rows of the page with what was seen in their place; a row `…` stays and stands for whatever was not written down. */
const shortened = (seen: readonly string[], rows: readonly string[]): string[] => {
  const rest = [...seen];
  if (!rows.some(isLeftOut)) return rest;
  return rows.flatMap((row, i) => {
    if (!isLeftOut(row)) return rest.splice(0, 1);
    const after = rows[i + 1];
    const next = after === undefined ? -1 : rest.findIndex((one) => alike(one) === alike(after));
    rest.splice(0, next === -1 ? rest.length : next);
    return [row];
  });
};

/** An operator who follows a page, with a terminal at each host. */
export class GuideReader {
  readonly #host: (name: string) => Host;
  readonly #terminals = new Map<string, Terminal>();
  #code = '';

  constructor(host: (name: string) => Host) {
    this.#host = host;
  }

  /** Types one session; it has to show what the page says. `RECORD=1` writes down what it shows instead. */
  async play(session: DocumentedSession): Promise<void> {
    const terminal = this.#at(session.state.slice('on-'.length));
    const seen = shortened(
      await this.#type(terminal, stepsOf(session.rows, { prompt: promptPattern, question: questionPattern })),
      session.rows,
    );
    if (process.env['RECORD'] === '1') rewrite(session, seen);
    else expect(seen.map(alike)).toEqual(session.rows.map(alike));
  }

  /** Its power is gone, and the terminal with it. */
  async hasLost(name: string): Promise<void> {
    await this.#terminals.get(name)?.stop();
    this.#terminals.delete(name);
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#terminals.values()].map((terminal) => terminal.stop()));
  }

  #at(name: string): Terminal {
    const known = this.#terminals.get(name);
    if (known !== undefined) return known;
    const shell = [
      'env',
      '-i',
      '--chdir=/root',
      'HOME=/root',
      'TERM=dumb',
      'LANG=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ];
    const prompt = `PS1=root@${name}:~# `;
    const words = [...this.#host(name).door, ...shell, prompt, 'bash', '--norc', '--noprofile', '-i'];
    const terminal = Terminal.startProgram(words, { columns: 120, rows: 400, patienceMs: 30_000 });
    this.#terminals.set(name, terminal);
    return terminal;
  }

  async #type(terminal: Terminal, steps: readonly Step[]): Promise<string[]> {
    let begin: number | undefined;
    for (const { prompt, typed, questions } of steps) {
      await terminal.isAt(prompt);
      const before = terminal.screen.rows.length;
      begin ??= before - 1;
      terminal.type(`${typed}\r`);
      for (const { asked, answer } of questions) {
        await terminal.shows({ test: () => alike(terminal.screen.current) === alike(asked) });
        terminal.type(`${isUnseen(asked) ? this.#unseen(asked) : answer}\r`);
      }
      await terminal.shows({ test: () => this.#isPrompt(terminal) && terminal.screen.rows.length > before });
      this.#code =
        terminal.screen.rows
          .slice(before)
          .map((row) => codePattern.exec(row)?.[0])
          .find(Boolean) ?? this.#code;
    }
    return terminal.screen.rows.slice(begin, -1);
  }

  #unseen(question: string): string {
    return /(code|shows):$/i.test(question) ? this.#code : secret;
  }

  #isPrompt({ screen }: Terminal): boolean {
    const row = screen.current.padEnd(screen.column);
    return promptPattern.exec(row)?.[0] === row && screen.column === row.length;
  }
}
