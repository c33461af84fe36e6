import type { Call, Operator } from '../../src/commands/declaration.ts';
import { plain } from '../../src/commands/text/paint.ts';
import { Session } from '../../src/console/lines/session.ts';
import type { ControlClient } from '../../src/control/client.ts';
import { nowMs } from './status-fixtures.ts';

/** An operator without a terminal, who remembers what was noted. */
export const mutedOperator = (notes: string[] = []): Operator => ({
  canAnswer: false,
  watches: false,
  note: (text) => void notes.push(text),
  progress: () => undefined,
  ask: () => Promise.resolve(undefined),
  askSecret: () => Promise.resolve(undefined),
  confirm: () => Promise.resolve(false),
  live: undefined,
  suspended: (work) => work(() => undefined),
});

/** One execution of a command as a script would have it, with parts of it changed. */
export const callWith = (client: ControlClient, values: Call['values'] = {}, parts: Partial<Call> = {}): Call => ({
  client,
  values,
  operator: mutedOperator(),
  session: new Session({ privileged: true, interactive: false }),
  signal: new AbortController().signal,
  assumeYes: false,
  nowMs,
  paint: plain,
  ...parts,
});
