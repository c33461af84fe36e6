import type { Call, Operator, Outcome } from '../commands/declaration.ts';
import type { Resolution } from '../commands/resolve.ts';
import type { ControlClient } from '../control/client.ts';
import { isAdministrator } from '../control/root.ts';
import { UnderstudyError } from '../error.ts';
import type { Session } from './session.ts';

/** What a line is performed with. */
export interface Performer {
  readonly client: ControlClient;
  readonly operator: Operator;
  readonly session: Session;
  readonly assumeYes: boolean;
  readonly now: () => number;
}

const secretMask = '<secret>';

/** Asks for a new secret twice, without echo. */
const askNewSecret = async (operator: Operator): Promise<string> => {
  if (!operator.canAnswer)
    throw new UnderstudyError(
      'usage',
      'Incomplete command: "enable secret" needs the secret behind it where there is no terminal',
    );
  for (;;) {
    const secret = await operator.askSecret('Secret: ');
    const again = secret === undefined || secret === '' ? secret : await operator.askSecret('Repeat the secret: ');
    if (secret === undefined || again === undefined)
      throw new UnderstudyError('interrupted', 'Interrupted: the secret was not changed');
    if (secret === '') operator.note('% You must enter a value.');
    else if (secret === again) return secret;
    else operator.note('% The two values do not match.  Please try again.');
  }
};

const configure = async ({ client }: Performer, lines: readonly string[]): Promise<Outcome> => {
  const answer = await client.configure(lines);
  return { data: answer, text: () => '', warnings: answer.warnings };
};

/** True for a value that is stored as it is: the mask pasted back leaves the secret alone, a hash is one already. */
const isStored = (secret: string): boolean => secret === secretMask || /^scrypt\$/.test(secret);

const setSecret = async (resolution: Resolution, performer: Performer): Promise<Outcome> => {
  const [given] = resolution.values;
  if (given !== undefined && isStored(given)) return configure(performer, [resolution.full]);
  const answer = await performer.client.setEnableSecret(given ?? (await askNewSecret(performer.operator)));
  return { data: answer, text: () => '', warnings: answer.warnings };
};

const valuesOf = ({ leaf, values }: Resolution): Record<string, string | undefined> =>
  leaf.kind === 'command'
    ? Object.fromEntries((leaf.declaration.parameters ?? []).map(({ name }, i) => [name, values[i]]))
    : {};

/** A token that the worker no longer takes ends privileged mode, so that the prompt says what is true. */
const losePrivilege = ({ client, session }: Performer): void => {
  if (isAdministrator(client.root) || !session.interactive) return;
  session.privileged = false;
  session.mode = 'exec';
};

/** Statements of the configuration, applied together: all of them or none. */
export const performStatements = (lines: readonly string[], performer: Performer): Promise<Outcome> =>
  configure(performer, lines);

/**
 * Carries out what a line calls.
 *
 * @throws UnderstudyError what was refused or failed
 */
export const perform = async (resolution: Resolution, performer: Performer, signal: AbortSignal): Promise<Outcome> => {
  const { leaf } = resolution;
  const here = { ...performer, client: performer.client.until(signal) };
  try {
    if (leaf.kind === 'command') {
      const call: Call = { ...here, values: valuesOf(resolution), signal, nowMs: performer.now() };
      return await leaf.declaration.run(call);
    }
    return await (leaf.secret ? setSecret(resolution, here) : configure(here, [resolution.full]));
  } catch (error) {
    if (error instanceof UnderstudyError && error.code === 'permission') losePrivilege(performer);
    throw error;
  }
};
