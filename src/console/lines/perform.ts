import type { Call, Operator, Outcome } from '../../commands/declaration.ts';
import type { Resolution } from '../../commands/resolve.ts';
import type { Paint } from '../../commands/text/paint.ts';
import type { ControlClient } from '../../control/client.ts';
import { isAdministrator } from '../../control/root.ts';
import { UnderstudyError } from '../../error.ts';
import { performStatement } from './configure.ts';
import type { Session } from './session.ts';

/** What a line is performed with. */
export interface Performer {
  readonly client: ControlClient;
  readonly operator: Operator;
  readonly session: Session;
  readonly assumeYes: boolean;
  readonly now: () => number;
  readonly paint: () => Promise<Paint>;
}

const valuesOf = ({ leaf, values }: Resolution): Record<string, string | undefined> =>
  leaf.kind === 'command'
    ? Object.fromEntries((leaf.declaration.parameters ?? []).map(({ name }, i) => [name, values[i]]))
    : {};

/** A token that the worker no longer takes ends privileged mode, so that the prompt says what is true. */
const losePrivilege = ({ client, session }: Performer): void => {
  if (isAdministrator(client.root) || !session.interactive) return;
  session.privileged = false;
  session.mode = 'exec';
  session.block = undefined;
};

/**
 * Carries out what a line calls.
 *
 * @throws UnderstudyError what was refused or failed
 */
export const perform = async (
  resolution: Resolution,
  performer: Performer,
  signal: AbortSignal,
  isFiltered = false,
): Promise<Outcome> => {
  const { leaf } = resolution;
  const here = { ...performer, client: performer.client.until(signal) };
  try {
    if (leaf.kind === 'command') {
      const call: Call = {
        ...here,
        isFiltered,
        values: valuesOf(resolution),
        signal,
        nowMs: performer.now(),
        paint: await performer.paint(),
      };
      return await leaf.declaration.run(call);
    }
    return await performStatement(resolution, here);
  } catch (error) {
    if (error instanceof UnderstudyError && error.code === 'permission') losePrivilege(performer);
    throw error;
  }
};
