import type { Config } from './config.ts';
import { missingOf, titleOf, type OpenEntry } from './entry.ts';
import { missingSentence } from './missing.ts';
import { applyLine } from './statement.ts';
import { StatementError } from './statement-error.ts';

/** A line that was refused. */
export interface LineFault {
  /** From 1; 0: the configuration as a whole. */
  readonly line: number;
  readonly message: string;
}

export interface LinesRead {
  /** What the lines before the first fault make of it. */
  readonly config: Config;
  readonly faults: readonly LineFault[];
  readonly warnings: readonly string[];
  /** What the entry still lacks that the last line leaves open; empty when there is none or it is whole. */
  readonly missing: readonly string[];
}

interface Begun {
  readonly entry: OpenEntry;
  readonly line: number;
}

const isSame = (a: OpenEntry | undefined, b: OpenEntry | undefined): boolean =>
  a?.key === b?.key && a?.name === b?.name;

/** Reads line after line; what is wrong is collected and does not end the reading. */
class LineReader {
  config: Config;
  begun: Begun | undefined;
  readonly faults: LineFault[] = [];
  readonly warnings: string[] = [];
  readonly #kept: Config | undefined;
  #skipsIndented = false;

  constructor(base: Config, kept: Config | undefined) {
    this.config = base;
    this.#kept = kept;
  }

  take(text: string, line: number): void {
    const isIndented = /^\s/.test(text);
    // Parts below an entry that was refused are no faults of their own.
    if (this.#skipsIndented && isIndented) return;
    this.#skipsIndented = false;
    try {
      this.#apply(text, line);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      this.faults.push({ line, message: error.message });
      this.#skipsIndented = !isIndented;
    }
  }

  get missing(): readonly string[] {
    return this.begun === undefined ? [] : missingOf(this.begun.entry);
  }

  /** What was left incomplete is a fault of the line that began it. */
  close(): void {
    const { begun, missing } = this;
    if (begun === undefined || missing.length === 0) return;
    this.faults.push({ line: begun.line, message: `${titleOf(begun.entry)}: ${missingSentence(missing)}` });
  }

  #apply(text: string, line: number): void {
    const { begun } = this;
    const { config, open, warning } = applyLine({ config: this.config, open: begun?.entry, kept: this.#kept }, text);
    this.config = config;
    if (warning !== undefined) this.warnings.push(warning);
    const goesOn = isSame(begun?.entry, open);
    if (!goesOn) this.close();
    this.begun = open === undefined ? undefined : { entry: open, line: goesOn ? (begun?.line ?? line) : line };
  }
}

/**
 * Reads lines of the console's language one after another onto `base`.
 *
 * @param options.kept whose secrets the mask stands for
 * @param options.mayBeOpen the last entry may lack parts: they come later, and until then it is not in the configuration
 */
export const readLines = (
  lines: readonly string[],
  base: Config,
  options: { readonly kept?: Config; readonly mayBeOpen?: boolean } = {},
): LinesRead => {
  const reader = new LineReader(base, options.kept);
  for (const [i, text] of lines.entries()) reader.take(text, i + 1);
  if (options.mayBeOpen !== true) reader.close();
  const { config, faults, warnings, missing } = reader;
  return { config, faults, warnings, missing };
};
