/** What the commands about the console itself answer. */

/** More lines than anybody types in a day. */
export const mostHistoryLines = 10_000;

/** `show terminal`. */
export interface TerminalStatus {
  /** `TERM` of the terminal; empty without one. */
  readonly type: string;
  /** Of the window; null where there is no terminal. */
  readonly columns: number | null;
  readonly rows: number | null;
  /** Columns that text is broken at, as `terminal width` set it; null: as wide as the window. */
  readonly width: number | null;
  /** Lines of a page, as `terminal length` set it: 0 without paging, null as high as the window. */
  readonly length: number | null;
  /** Lines are not broken, because a program drives this console: `terminal length 0`, or a terminal that knows no escapes. */
  readonly plain: boolean;
  readonly history: {
    /** How many lines are kept; 0: none. */
    readonly size: number;
    readonly lines: number;
  };
}
