/** A line of a configuration with the line of the block it stands in. */
interface Placed {
  readonly line: string;
  readonly block: string | undefined;
}

const isNoise = (line: string): boolean => /^\s*(!.*)?$/.test(line);

const placed = (lines: readonly string[]): Placed[] => {
  let block: string | undefined;
  return lines
    .filter((line) => !isNoise(line))
    .map((line) => {
      if (line.startsWith(' ')) return { line, block };
      block = line;
      return { line, block: undefined };
    });
};

const isSame = (a: Placed | undefined, b: Placed | undefined): boolean => a?.line === b?.line && a?.block === b?.block;

/** How many lines two texts share from each pair of places on. */
const sharedFrom = (before: readonly Placed[], after: readonly Placed[]): Uint32Array[] => {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    const row = table[i] as Uint32Array;
    const below = table[i + 1] as Uint32Array;
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = isSame(before[i], after[j])
        ? (below[j + 1] as number) + 1
        : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return table;
};

/** Both without what they begin and end with alike: the table below grows with the square of the rest. */
const withoutShared = (before: readonly Placed[], after: readonly Placed[]): [readonly Placed[], readonly Placed[]] => {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < most - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
};

type Change = Placed & { readonly mark: '+' | '-' };

const changesOf = (before: readonly Placed[], after: readonly Placed[]): Change[] => {
  const table = sharedFrom(before, after);
  const shared = (i: number, j: number): number => table[i]?.[j] ?? 0;
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length;) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && now !== undefined && isSame(old, now)) {
      i += 1;
      j += 1;
    } else if (old !== undefined && (now === undefined || shared(i + 1, j) >= shared(i, j + 1))) {
      changes.push({ ...old, mark: '-' });
      i += 1;
    } else if (now !== undefined) {
      changes.push({ ...now, mark: '+' });
      j += 1;
    }
  }
  return changes;
};

/**
 * What has to be taken away (`-`) and added (`+`) to come from one configuration to another, line by line, with the first
 * line of the block a line stands in. Empty when they say the same; remarks and blank lines say nothing.
 */
export const differenceOf = (before: readonly string[], after: readonly string[]): string[] => {
  let shown: string | undefined;
  return changesOf(...withoutShared(placed(before), placed(after))).flatMap(({ line, block, mark }) => {
    const isNew = block !== undefined && block !== shown;
    shown = block ?? line;
    return [...(isNew ? [`  ${block}`] : []), `${mark} ${line}`];
  });
};
