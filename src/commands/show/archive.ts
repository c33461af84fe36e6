import type { ArchiveStatus, PendingConfirm } from '../../control/config-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { columnsOf } from '../text/columns.ts';
import { whenOf } from '../text/time.ts';
import { widthOf } from '../text/width.ts';

const pendingLines = (pending: PendingConfirm | null, nowMs: number): string[] =>
  pending === null
    ? []
    : [
        '',
        `Not confirmed: what was changed since ${whenOf(pending.armed, nowMs)} is rolled back at ${whenOf(pending.revertsAt, nowMs)};`,
        '"configure confirm" keeps it, "configure revert" rolls it back now',
      ];

const mostWidth = 60;

/** What a long change was is in the copy itself, and in the data. */
const cut = (what: string): string => {
  if (widthOf(what) <= mostWidth) return what;
  let kept = '';
  for (const one of what) {
    if (widthOf(kept + one) >= mostWidth) break;
    kept += one;
  }
  return `${kept.trimEnd()}…`;
};

const listLines = ({ copies, pending }: ArchiveStatus, nowMs: number): string[] => {
  const rows = copies.map(({ number, at, by, what, isRunning }) => [
    `${isRunning ? '*' : ' '} ${number}`,
    whenOf(at, nowMs),
    by,
    cut(what),
  ]);
  return [...columnsOf([['  No', 'When', 'By', 'What'], ...rows], 0), ...pendingLines(pending, nowMs)];
};

/** `show archive [N]`: every change and save with who made it; `*` marks what is in force. One with its text, to be pasted. */
export const showArchive = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const { number } = values;
  if (number === undefined) {
    const data: ArchiveStatus = { ...(await client.archive()), text: null, secretsTag: null };
    return { data, text: () => listLines(data, nowMs).join('\n') };
  }
  const { text, secretsTag, ...copy } = await client.archivedConfig(Number(number));
  const data: ArchiveStatus = { copies: [copy], pending: null, text, secretsTag };
  return { data, text: () => text.trimEnd(), verbatim: true };
};

/** `show archive differences N [M]`. */
export const showDifferences = async ({ client, values }: Call): Promise<Outcome> => {
  const { from, to } = values;
  const data = await client.configDifference(
    { kind: 'archive', number: Number(from) },
    to === undefined ? { kind: 'running' } : { kind: 'archive', number: Number(to) },
  );
  const lines =
    data.difference.length === 0
      ? [`${data.from} and ${data.to} do not differ`]
      : [`--- ${data.from}`, `+++ ${data.to}`, ...data.difference];
  return { data, text: () => lines.join('\n'), verbatim: true };
};
