import type { EntryKey } from '../config/config.ts';
import type { ControlClient } from '../control/client.ts';
import type { Parameter } from './parameter.ts';
import type { Paint } from './text/paint.ts';

export type ConsoleMode = 'exec' | 'config';
export type PrivilegeNeeded = 'user' | 'privileged';

/** What a command came to: data first, text second, so that `--json` and `| json` come free (B7). */
export interface Outcome {
  /** What `--json` prints; the same keys always. */
  readonly data: object;
  /** What an operator reads, without the last line's end; empty: nothing. */
  readonly text: (paint: Paint) => string;
  /** Text to be copied or compared: its lines are never broken, however narrow the terminal is. */
  readonly verbatim?: boolean;
  /** Done, but worth knowing. Part of `data`, too. */
  readonly warnings?: readonly string[];
  /** Exit status where the answer itself is a failure, e.g. a connection test that failed; 0 when left out. */
  readonly status?: number;
}

/** A picture that is drawn anew. `lines` never fails: what went wrong is part of the picture. */
export interface Picture {
  readonly lines: () => Promise<readonly string[]>;
  readonly everyMs: number;
  /** What is new in a picture stands out. */
  readonly marksChanges: boolean;
}

export interface QuestionOptions {
  /** An Enter that came together with the command takes the default: Ansible sends it so. Only where no answer does harm. */
  readonly takesEnterAhead?: boolean;
}

/** The operator, as far as a command may turn to them. */
export interface Operator {
  /** False without a terminal: then nothing may be asked (console 38). */
  readonly canAnswer: boolean;
  /** True where somebody watches: progress is shown only there (console 54). */
  readonly watches: boolean;
  /** A line while the command goes on; never part of its answer. */
  note(text: string): void;
  /** The one line that is written over; empty clears it. */
  progress(text: string): void;
  /** What was typed at a question; undefined for Ctrl-C and Ctrl-D. Typed-ahead keys never answer it (console 36). */
  ask(question: string, options?: QuestionOptions): Promise<string | undefined>;
  /** The same without echo. */
  askSecret(question: string): Promise<string | undefined>;
  /** The first line of standard input, where that is neither a terminal nor the script itself. */
  readonly readLine?: () => Promise<string | undefined>;
  /** Draws a picture over and over until a key is pressed; undefined where there is no terminal that can be drawn on. */
  readonly live: ((picture: Picture) => Promise<void>) | undefined;
  /** Leaves the terminal to prompts of their own, such as the wizard's, while `work` runs and tells of every key. */
  suspended<T>(work: (onKey: () => void) => Promise<T>): Promise<T>;
  /** A question that ends in `[confirm]`: one key answers, Enter and `y` agree, any other declines (console 37). */
  confirm(question: string): Promise<boolean>;
}

/** The entry of the configuration whose parts the next lines set, e.g. behind `dataset registry`. */
export interface Block {
  readonly key: EntryKey;
  /** What introduces it, e.g. `dataset`. */
  readonly words: string;
  readonly name: string;
  /** Lines that wait until the entry is whole; empty for one that is in force. */
  readonly waiting: readonly string[];
  /** What a new entry still lacks, e.g. `path /PATH`. */
  readonly missing: readonly string[];
}

/** The console's own state, which only the commands about the session touch. */
export interface SessionState {
  mode: ConsoleMode;
  /** Set only in configuration mode. */
  block?: Block | undefined;
  privileged: boolean;
  /** Lines of a page; 0: no paging; undefined: as high as the window. */
  pageLines: number | undefined;
  /** Driven by a program: nothing is broken, coloured or added. */
  readonly isPlain: boolean;
  /** Set when the operator leaves. */
  left: boolean;
  /** Columns that text is broken at; undefined: as wide as the window. */
  width: number | undefined;
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
  /** How many of them are kept; 0: none. */
  readonly historySize: number;
  resizeHistory(lines: number): void;
  clearHistory(): void;
}

/** One execution of a command. */
export interface Call {
  readonly client: ControlClient;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly operator: Operator;
  readonly session: SessionState;
  readonly signal: AbortSignal;
  /** A modifier follows: what it leaves of the lines is shown in the end, and none of them before. */
  readonly isFiltered?: boolean;
  /** `--yes`: questions are taken as answered with yes. */
  readonly assumeYes: boolean;
  readonly nowMs: number;
  /** Colours for a picture that is drawn while the command runs. */
  readonly paint: Paint;
}

/**
 * One command. Parsing, abbreviations, `?`, Tab, the one-shot command line, `--help`, the man page and the completion of
 * the shell all come from this declaration.
 */
export interface Declaration {
  /** The words that call it, e.g. `failover mode`. */
  readonly words: string;
  /** Shown beside its last word. */
  readonly help: string;
  readonly parameters?: readonly Parameter[];
  readonly privilege: PrivilegeNeeded;
  /** Where it can be typed; exec when left out. Commands of exec are reached from config by `do` as well. */
  readonly modes?: readonly ConsoleMode[];
  /** The mode in which the next line is read; where left out the mode stays. */
  readonly leadsTo?: (mode: ConsoleMode) => ConsoleMode;
  /** Another configuration is in force behind it than the statements before it made, e.g. `rollback`. */
  readonly changesConfiguration?: boolean;
  /** Only in the interactive console, e.g. `show history`. */
  readonly interactiveOnly?: boolean;
  /** Its text is a configuration: `| compare` may stand behind it. */
  readonly comparable?: boolean;
  /** A command that begins with this word follows, and is run again and again: `watch` before `show …`. */
  readonly repeats?: string;
  /** It draws until a key is pressed, and so cannot be repeated. */
  readonly isLive?: boolean;
  readonly example: string;
  /** The interface of src/control that its `--json` prints; every `show` has one, and a schema is made of it. */
  readonly shape?: string;
  readonly run: (call: Call) => Outcome | Promise<Outcome>;
}

/** A command that has nothing to say. */
export const silent: Outcome = { data: {}, text: () => '' };
