/**
 * The term: a counter with its owner, raised by every promotion and never lowered (H1). Two equal terms cannot exist,
 * because each server raises the counter in its own name.
 */
export interface Term {
  readonly counter: number;
  /** Hostname of the server that claimed it; empty for the term before the first claim. */
  readonly owner: string;
}

export const noTerm: Term = { counter: 0, owner: '' };

/** Negative, 0 or positive, as for `sort`. */
export const compareTerms = (a: Term, b: Term): number =>
  a.counter !== b.counter ? a.counter - b.counter : a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0;

export const higherTerm = (a: Term, b: Term): Term => (compareTerms(a, b) >= 0 ? a : b);

export const nextTerm = (highestSeen: Term, owner: string): Term => ({ counter: highestSeen.counter + 1, owner });

export const printTerm = (term: Term): string => (term.counter === 0 ? '0' : `${term.counter} (${term.owner})`);
