import chalk from 'chalk';
import { StoryFault } from './fault.ts';
import type { Typed } from './operator.ts';

const width = 110;
const nameWidth = 34;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Whole numbers with thousands separated. */
export const printNumber = (n: number): string => n.toLocaleString('en-US');

export const printBytes = (bytes: number): string => {
  if (bytes < 10_000) return `${printNumber(bytes)} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`;
};

/** A line as it stands when there is room for it or it is a row of a table; otherwise broken between words. */
const wrap = (text: string, room: number): string[] => {
  if (text.length <= room || /\S {3,}\S/.test(text)) return [text];
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [''];
  for (const word of text.trim().split(/ +/)) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent.length + last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, i) => `${indent}${i === 0 ? '' : '  '}${line}`);
};

/** What the audience reads: aligned, on standard output, coloured on a terminal only. */
export class Report {
  #checks = 0;

  /** How many checks have held. */
  get checks(): number {
    return this.#checks;
  }

  blank(): void {
    console.log();
  }

  heading(text: string): void {
    console.log(chalk.bold(text));
  }

  /** Text as it stands. */
  text(text: string): void {
    console.log(text);
  }

  /** What went wrong and what to do, on standard error. */
  fault(message: string, hint?: string): void {
    console.error(`\n${chalk.red('✗')} ${message}`);
    if (hint !== undefined) console.error(`  ${hint.replaceAll('\n', '\n  ')}`);
  }

  step(number: number, of: number, title: string): void {
    console.log(`\n${chalk.bold(`Step ${number} of ${of}   ${title}`)}`);
  }

  /** The very command, where it was typed, and how long it took. */
  command({ server, words, tookMs }: Typed): void {
    this.#line(`${server}$ understudy ${words}`, seconds(tookMs), chalk.cyan);
  }

  /** Something done that is no command of the product. */
  done(text: string, tookMs?: number): void {
    this.#line(text, tookMs === undefined ? '' : seconds(tookMs), (line) => line);
  }

  /** Text as the product or the application gave it. */
  quote(text: string): void {
    for (const line of text.split('\n')) {
      for (const part of wrap(line, width)) console.log(`      ${chalk.dim('│')} ${part}`);
    }
  }

  /** A figure that is shown and not judged. */
  seen(name: string, value: string): void {
    console.log(`      ${name.padEnd(nameWidth)} ${value}`);
  }

  /** Two columns, the first as wide as it needs to be. */
  table(rows: readonly (readonly [name: string, value: string])[]): void {
    const widest = Math.max(...rows.map(([name]) => name.length));
    for (const [name, value] of rows) console.log(`    ${chalk.cyan(name.padEnd(widest))}   ${value}`);
  }

  /** A figure that has to be so. @throws StoryFault when it is not */
  equal<T extends string | number | boolean>(name: string, seen: T, expected: T): void {
    const print = (value: T): string => (typeof value === 'number' ? printNumber(value) : String(value));
    this.holds(name, seen === expected, print(seen), print(expected));
  }

  /** A condition that has to hold, with what was seen. @throws StoryFault with what was expected when it does not */
  holds(name: string, ok: boolean, seen: string, expected: string): void {
    const [first = '', ...more] = wrap(seen, width - nameWidth - 8);
    console.log(`    ${ok ? chalk.green('✓') : chalk.red('✗')} ${name.padEnd(nameWidth)} ${first}`);
    for (const line of more) console.log(`      ${''.padEnd(nameWidth)} ${line}`);
    if (!ok) throw new StoryFault(`${name}: expected ${expected}, seen ${seen}.`);
    this.#checks += 1;
  }

  /** A command that has to end with this exit status. @throws StoryFault with what it printed when it does not */
  status(typed: Typed, expected: number): void {
    this.command(typed);
    if (typed.exitStatus === expected) return;
    throw new StoryFault(
      `"understudy ${typed.words}" on ${typed.server} ended with exit status ${typed.exitStatus}, expected was ${expected}: ${(typed.stderr || typed.stdout).trim()}`,
    );
  }

  #line(text: string, right: string, paint: (text: string) => string): void {
    const room = width - 4 - (right === '' ? 0 : right.length + 2);
    const lines = wrap(text, room);
    const last = lines.at(-1) ?? '';
    const padded =
      right === '' ? '' : `${' '.repeat(Math.max(2, width - 4 - last.length - right.length))}${chalk.dim(right)}`;
    lines.forEach((line, i) => console.log(`    ${paint(line)}${i === lines.length - 1 ? padded : ''}`));
  }
}
