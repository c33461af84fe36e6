import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StoryFault } from './fault.ts';
import { inProject } from './project.ts';

export const usage = `npm run demo                    start a pair and land in the console of core2
npm run demo -- --auto          play the story without a keyboard; exit status 0 only if all of it was true

  --keep              leave the pair running at the end; the next start finds it as it was
  --stop              end everything of a pair and remove its data under DIR (with --keep: the data stays)
  --kill  core1       SIGKILL every process of a server, from another terminal
  --start core1       switch it on again
  --dir DIR           the folder of the pair, instead of .demo in the clone`;

/** Where the pair lives unless told otherwise. */
export const defaultFolder = inProject('.demo');

export type Action = 'show' | 'auto' | 'stop' | 'kill' | 'start' | 'help';

export interface Options {
  readonly action: Action;
  /** The server that `kill` and `start` are about. */
  readonly server: string;
  readonly keep: boolean;
  readonly folder: string;
}

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;

const parse = (words: readonly string[]) =>
  parseArgs({
    args: [...words],
    options: { auto: flag, keep: flag, stop: flag, help: flag, kill: text, start: text, dir: text },
  }).values;

/** @throws StoryFault with the usage when the words make no sense */
export const readOptions = (words: readonly string[]): Options => {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(words);
  } catch (error) {
    throw new StoryFault((error as Error).message, usage, 2);
  }
  const { auto, keep, stop, help, kill, start, dir } = values;
  const chosen = (['auto', 'stop', 'help', 'kill', 'start'] as const).filter(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (chosen.length > 1) throw new StoryFault(`--${chosen.join(' and --')} do not go together.`, usage, 2);
  const action: Action = help
    ? 'help'
    : stop
      ? 'stop'
      : auto
        ? 'auto'
        : kill !== undefined
          ? 'kill'
          : start !== undefined
            ? 'start'
            : 'show';
  return { action, server: kill ?? start ?? '', keep, folder: dir === undefined ? defaultFolder : resolve(dir) };
};
