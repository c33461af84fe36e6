import type { OrphanStatus } from '../../control/shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { whenOf } from '../text/time.ts';

const linesOf = (orphan: OrphanStatus, nowMs: number): string[] => [
  `${orphan.id}  ${whenOf(orphan.at, nowMs)}  term ${orphan.epoch}`,
  ...orphan.findings.map((finding) => `  ${finding}`),
  `  kept in ${orphan.path}`,
];

/** `show failover orphans`: nothing that diverged is thrown away (design 4). */
export const showOrphans = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.orphans();
  const lines = data.orphans.flatMap((orphan) => linesOf(orphan, nowMs));
  return {
    data,
    text: () =>
      lines.length === 0 ? 'Nothing was only on this server when a copy replaced its data' : lines.join('\n'),
  };
};
