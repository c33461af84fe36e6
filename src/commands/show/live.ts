import { UnderstudyError } from '../../error.ts';
import { silent, type Call, type Outcome } from '../declaration.ts';
import { liveLines } from '../text/live.ts';
import { rendered, visible } from '../text/visible.ts';

const everyMs = 1000;

/** `show failover live`: drawn anew every second until a key is pressed. A worker that is away is part of the picture. */
export const showLive = async ({ client, operator, paint }: Call): Promise<Outcome> => {
  const { live } = operator;
  if (live === undefined) {
    throw new UnderstudyError('usage', 'The live view needs a terminal that can be drawn on', {
      hint: '"show failover" answers once, and with --json for programs',
    });
  }
  const lines = async (): Promise<readonly string[]> => {
    try {
      const status = await client.failover();
      return rendered((how) => liveLines(status, Date.now(), how).join('\n'), paint).split('\n');
    } catch (error) {
      if (!(error instanceof UnderstudyError)) throw error;
      return [`% ${error.message}`, ...(error.hint === undefined ? [] : [`  ${error.hint}`])].map(visible);
    }
  };
  await live({ lines, everyMs, marksChanges: false });
  return silent;
};
