/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
const distance = (a: string, b: string): number => {
  const table: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const at = (i: number, j: number): number => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let j = 0; j <= b.length; j++) (table[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (table[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(a.length, b.length);
};

/** The one word that was probably meant; undefined when none is near or two are equally near. */
export const nearest = (typed: string, words: readonly string[]): string | undefined => {
  if (typed.length < 2 || typed.length > 40) return undefined;
  const allowed = typed.length <= 4 ? 1 : 2;
  const ranked = words
    .map((word) => ({ word, by: distance(typed.toLowerCase(), word) }))
    .filter(({ by }) => by <= allowed)
    .sort((a, b) => a.by - b.by);
  const [first, second] = ranked;
  return first !== undefined && first.by !== second?.by ? first.word : undefined;
};
