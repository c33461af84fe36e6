import type { Outcome } from '../../commands/declaration.ts';
import type { Paint } from '../../commands/text/paint.ts';
import { gmtOf } from '../../commands/text/time.ts';
import { UnderstudyError } from '../../error.ts';
import type { Parsed } from '../lines/parse.ts';
import { perform, type Performer } from '../lines/perform.ts';
import { present } from './present.ts';
import { faultFrom, faultLines, warningLines } from './render.ts';

const usualSeconds = 2;

interface WatchOptions {
  readonly paint: Paint;
  readonly columns: () => number | undefined;
  readonly signal: AbortSignal;
}

/** `watch [SECONDS] show …`: the answer of a command, again and again, until a key is pressed. */
export const watch = async (
  { resolution, modifiers }: Parsed,
  performer: Performer,
  options: WatchOptions,
): Promise<Outcome> => {
  const { live } = performer.operator;
  const command = resolution.full.replace(/^watch (\d+ )?/, '');
  if (live === undefined)
    throw new UnderstudyError('usage', '"watch" needs a terminal that can be drawn on', {
      hint: `"${command}" by itself answers once`,
    });
  const seconds = Number(/^watch (\d+) /.exec(resolution.full)?.[1] ?? usualSeconds);
  const { paint, signal } = options;
  const answer = async (): Promise<readonly string[]> => {
    const columns = options.columns();
    try {
      const outcome = await perform(resolution, performer, signal);
      const lines = await present(outcome, modifiers, { client: performer.client, paint, columns });
      return [...lines, ...warningLines(outcome, columns)];
    } catch (error) {
      return faultLines(faultFrom(error), columns);
    }
  };
  const lines = async (): Promise<readonly string[]> => {
    const head = `Every ${seconds} s: ${command}   ${gmtOf(performer.now())}   any key ends`;
    return [paint.dim(head), '', ...(await answer())];
  };
  await live({ lines, everyMs: seconds * 1000, marksChanges: true });
  return { data: {}, text: () => '' };
};
