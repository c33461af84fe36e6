import type { SessionStatus } from '../../control/session-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { columnsOf } from '../text/columns.ts';
import { whereIs, whoIs } from '../text/operator.ts';
import { gmtOf } from '../text/time.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `00:02:07`, as operators know it. */
const idleOf = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const rowOf = (session: SessionStatus): string[] => [
  `${session.isOwn ? '*' : ' '} ${session.line}`,
  whoIs(session),
  whereIs(session),
  idleOf(session.idleMs),
  session.mode,
  gmtOf(session.since).slice(0, 'YYYY-MM-DD HH:MM'.length),
];

/** `show users`: the consoles that are open; the own one is marked. */
export const showUsers = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.sessions();
  const head = ['  Line', 'User', 'From', 'Idle', 'Mode', 'Since (GMT)'];
  return {
    data,
    text: () =>
      data.sessions.length === 0
        ? 'Nobody sits at a console of this server'
        : columnsOf([head, ...data.sessions.map(rowOf)], 0).join('\n'),
  };
};
