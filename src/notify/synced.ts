import { utcOf } from './letter.ts';
import type { Notice, Occasion } from './notice.ts';
import type { Scene } from './decided.ts';

/** A synchronization that has ended. */
export interface Synced {
  readonly host: string;
  readonly trigger: 'schedule' | 'operator';
  readonly started: string;
  readonly completed: string;
  readonly generation: number | null;
  /** Over the link. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly counts: readonly { dataset: string; of: string; primary: number; secondary: number }[];
}

const key = 'sync';

const spanOf = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;

const factsOf = (run: Synced): Notice['facts'] => [
  ['Started', `${utcOf(run.started)}, by ${run.trigger === 'schedule' ? 'the schedule' : 'an operator'}`],
  ['Completed', utcOf(run.completed)],
  ['Took', spanOf(Math.max(0, Date.parse(run.completed) - Date.parse(run.started)))],
  ['Copy', `${run.generation ?? '-'}: ${run.totalBytes} bytes, ${run.bytes} of them over the link`],
  ...run.counts.map(
    ({ dataset, of, primary, secondary }) => [dataset, `${primary} ${of} there, ${secondary} here`] as const,
  ),
];

/**
 * What people are told of a synchronization that was completed: that it was, where they asked for that, and that it works
 * again, where they were told that it does not.
 */
export const syncedOccasion = (run: Synced, scene: Scene, toldOf: { readonly isFailing: boolean }): Occasion => ({
  notice: {
    ...scene,
    tag: toldOf.isFailing ? 'SYNC WORKS AGAIN' : 'SYNC OK',
    headline: `from ${run.host}: copy ${run.generation ?? '-'}`,
    sentence: `The synchronization with ${run.host} ${toldOf.isFailing ? 'works again and ' : ''}was completed.`,
    toDo: [],
    facts: [...factsOf(run), ...scene.facts],
  },
  ends: [key],
});

/** A synchronization failed: said once, until one is completed. */
export const syncFailedOccasion = (host: string, reason: string, scene: Scene): Occasion => ({
  notice: {
    ...scene,
    tag: 'SYNC FAILED',
    headline: `with ${host}`,
    sentence: `The synchronization with ${host} failed: ${reason}`,
    toDo: [
      'The last complete copy stays. The schedule tries again; the next mail about this comes when it works. To try now, log in and type:',
      `  failover sync ${host}`,
    ],
  },
  streak: { key },
});

/** Whether people were told that the synchronization fails. */
export const isSyncFailing = (open: Readonly<Record<string, unknown>>): boolean => Object.hasOwn(open, key);
