import { z } from 'zod';
import { isUrgent, tags, type Notice } from './notice.ts';
import { printable } from './printable.ts';
import { wrapped } from './wrap.ts';

const noticeShape = z.object({
  at: z.iso.datetime(),
  server: z.string(),
  tag: z.enum(tags),
  headline: z.string(),
  sentence: z.string(),
  toDo: z.array(z.string()),
  facts: z.array(z.tuple([z.string(), z.string()])),
});

const refusedShape = z.object({ address: z.string(), reply: z.string() });

/** A mail in the queue: one notice, or many that came too fast for a mail each. */
export const letterShape = z.object({
  id: z.string().regex(/^[0-9a-f]{12}-[0-9a-f]{16}$/),
  /** The same at every attempt: who gets it twice after a crash sees it once. */
  messageId: z.string(),
  createdAtMs: z.number(),
  notices: z.array(noticeShape).min(1),
  /** Before that it gathers notices. */
  notBeforeMs: z.number(),
  attempts: z.number().int(),
  nextAtMs: z.number(),
  /** Who has it. */
  delivered: z.array(z.string()),
  /** Who is not to get it, by the mail server's word. */
  refused: z.array(refusedShape),
  fault: z.string().nullable(),
  /** The mail server does not take it: it is not tried any more. */
  isAside: z.boolean(),
});

export type Letter = z.infer<typeof letterShape>;

const longestSubject = 120;

const mostUrgentTag = (notices: readonly Notice[]): string =>
  tags.find((tag) => notices.some((notice) => notice.tag === tag)) ?? '';

interface Content {
  readonly notices: readonly Notice[];
}

/** `[understudy core2] ACTION NEEDED core1 does not answer` */
export const subjectOf = ({ notices }: Content): string => {
  const [first] = notices;
  if (first === undefined) return '';
  const from = `[understudy ${first.server}]`;
  const text =
    notices.length === 1
      ? `${from} ${first.tag} ${first.headline}`
      : `${from} ${mostUrgentTag(notices)} and more: ${notices.length} notices`;
  return printable(text, longestSubject);
};

/** `2026-11-21 10:30:05 UTC` */
export const utcOf = (at: string | number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const factLines = (facts: Notice['facts']): string[] => {
  const width = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  return facts.flatMap(([label, value]) =>
    wrapped(printable(value), printable(label).padEnd(width), ' '.repeat(width)),
  );
};

const toDoLines = (toDo: Notice['toDo']): string[] =>
  toDo.flatMap((text) => ['', ...(text.startsWith('  ') ? [`    ${printable(text)}`] : wrapped(printable(text)))]);

const noticeLines = (notice: Notice): string[] => [
  ...wrapped(printable(notice.sentence, 2000)),
  ...toDoLines(notice.toDo),
  '',
  ...factLines([['Time', utcOf(notice.at)], ...notice.facts]),
];

const digestLines = (notices: readonly Notice[]): string[] => [
  ...wrapped(
    `${notices.length} notices came faster than a mail each is sent. They are in the order in which they happened; the last ones say how it is now.`,
  ),
  ...notices.flatMap((notice) => [
    '',
    ...wrapped(printable(`${utcOf(notice.at)}  ${notice.tag}  ${notice.headline}`)),
    ...wrapped(printable(notice.sentence, 2000), '    '),
    ...notice.toDo.filter((text) => text.startsWith('  ')).map((text) => `        ${printable(text)}`),
  ]),
];

/** The text of a mail: plain, UTC, in lines of at most 76 columns. */
export const bodyOf = ({ notices }: Content): string => {
  const [first] = notices;
  if (first === undefined) return '';
  return [
    ...(notices.length === 1 ? noticeLines(first) : digestLines(notices)),
    '',
    '-- ',
    `Understudy on ${printable(first.server)}. "show failover" there says how it is now,`,
    '"show failover notification" who is told of what.',
    '',
  ].join('\n');
};

export const isUrgentLetter = ({ notices }: Content): boolean => notices.some(isUrgent);
