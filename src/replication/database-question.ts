/** What can be asked about a database (answered by `database-main.ts` in a process of its own). */
export type DatabaseQuestion =
  /** Is a copy sound, and how many rows has `table` (null: all tables together)? */
  | { readonly ask: 'check'; readonly path: string; readonly table: string | null; readonly thorough: boolean }
  /** Bring what its journal or WAL holds into a live database that nobody uses. */
  | { readonly ask: 'settle'; readonly path: string }
  /** What does `path` hold that `other` does not? Sentences. */
  | { readonly ask: 'compare'; readonly path: string; readonly other: string };
