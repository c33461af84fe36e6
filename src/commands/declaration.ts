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
  ask(question: string): Promise<string | undefined>;
  /** The same without echo. */
  askSecret(question: string): Promise<string | undefined>;
}

/** The console's own state, which only the commands about the session touch. */
export interface SessionState {
  mode: ConsoleMode;
  privileged: boolean;
  /** Lines of a page; 0: no paging; undefined: as high as the window. */
  pageLines: number | undefined;
  /** Set when the operator leaves. */
  left: boolean;
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
}

/** One execution of a command. */
export interface Call {
  readonly client: ControlClient;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly operator: Operator;
  readonly session: SessionState;
  readonly signal: AbortSignal;
  /** `--yes`: questions are taken as answered with yes. */
  readonly assumeYes: boolean;
  readonly nowMs: number;
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
  /** Only in the interactive console, e.g. `show history`. */
  readonly interactiveOnly?: boolean;
  readonly example: string;
  readonly run: (call: Call) => Outcome | Promise<Outcome>;
}

/** A command that has nothing to say. */
export const silent: Outcome = { data: {}, text: () => '' };
