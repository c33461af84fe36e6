import type { Call, Outcome } from '../declaration.ts';
import { sizeOf } from '../text/amount.ts';
import { columnsOf } from '../text/columns.ts';
import { whenOf } from '../text/time.ts';

/** `show failover generations`: the complete copies that are kept (H4). */
export const showGenerations = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.generations();
  const rows = data.generations.map((copy) => [
    String(copy.number),
    whenOf(copy.created, nowMs),
    copy.source,
    String(copy.epoch),
    String(copy.files),
    sizeOf(copy.bytes),
    copy.digest.slice(0, 12),
    copy.applied ? 'in use' : '',
  ]);
  const head = ['Copy', 'Created', 'From', 'Term', 'Files', 'Size', 'Digest', ''];
  return {
    data,
    text: () =>
      rows.length === 0 ? 'There is no complete copy on this server' : columnsOf([head, ...rows], 0).join('\n'),
  };
};
