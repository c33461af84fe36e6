import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';

const lookEveryMs = 100;

export interface UntilOptions {
  readonly limitMs?: number;
}

/**
 * Looks at another host until what is seen there is as wanted: nothing on this side of the switch tells when it is.
 *
 * @returns what was seen @throws Error naming what was waited for and what was seen last
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
  { limitMs = 30_000 }: UntilOptions = {},
): Promise<T> => {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    let last: unknown;
    try {
      const seen = await look();
      if (isWanted(seen)) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (performance.now() > giveUpAt) {
      throw new Error(`${what}: not within ${limitMs / 1000} s. Last seen: ${inspect(last, { depth: 6 })}`);
    }
    await wait(lookEveryMs);
  }
};
