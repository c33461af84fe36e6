import type { Answer, FailoverStatus } from '../../control/shapes.ts';
import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';

type Power = 'reload' | 'poweroff';

const notDone = (): UnderstudyError => new UnderstudyError('interrupted', 'Not done: nothing was changed');

/** What the operator should know before: who is served by this host. */
const doubtAbout = ({ hostname, state, peer }: FailoverStatus): string | undefined => {
  if (state !== 'active') return undefined;
  const then =
    peer.host === null
      ? 'nobody serves until it is back'
      : `whether ${peer.host} takes over says "show failover readiness"`;
  return `${hostname} is active and serves the clients: ${then}.`;
};

/** `System configuration has been modified. Save? [yes/no]: ` until it is answered (console 37). */
const askToSave = async ({ operator }: Call): Promise<boolean> => {
  for (;;) {
    const answer = await operator.ask('System configuration has been modified. Save? [yes/no]: ');
    if (answer === undefined) throw notDone();
    if (/^\s*y(es)?\s*$/i.test(answer)) return true;
    if (/^\s*no?\s*$/i.test(answer)) return false;
    operator.note("% Please answer 'yes' or 'no'.");
  }
};

const lost = 'the running configuration was not saved: its changes are lost';

/** Gives what is worth knowing afterwards. @throws UnderstudyError interrupted when the operator declines */
const makeSure = async (action: Power, call: Call): Promise<readonly string[]> => {
  const { client, operator, assumeYes } = call;
  const { unsaved } = await client.runningConfig();
  const asks = operator.canAnswer && !assumeYes;
  const save = unsaved && (assumeYes || (asks && (await askToSave(call))));
  if (save) operator.note((await client.saveConfig()).message);
  if (asks) {
    const doubt = doubtAbout(await client.failover());
    if (doubt !== undefined) operator.note(doubt);
    if (!(await operator.confirm(`Proceed with ${action}? [confirm]`))) throw notDone();
  }
  return unsaved && !save ? [lost] : [];
};

const carryOut = async (action: Power, call: Call): Promise<Outcome> => {
  const warnings = await makeSure(action, call);
  const answer: Answer = await call.client.power(action);
  return outcomeOf({ ...answer, warnings: [...answer.warnings, ...warnings] });
};

/** `reload`: restarts the host; without a terminal nothing is asked (console 37). */
export const reload = (call: Call): Promise<Outcome> => carryOut('reload', call);

/** `poweroff`: the same questions, and the host stays off. */
export const powerOff = (call: Call): Promise<Outcome> => carryOut('poweroff', call);
