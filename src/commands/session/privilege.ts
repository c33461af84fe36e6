import { isAdministrator, mayUseAdminSocket } from '../../control/root.ts';
import type { PrivilegeLevel } from '../../control/shapes.ts';
import { isWorkerDown } from '../../control/transport.ts';
import { UnderstudyError } from '../../error.ts';
import { silent, type Call, type Outcome } from '../declaration.ts';

const tries = 3;

const badSecrets = (error: unknown): boolean =>
  error instanceof UnderstudyError && error.code === 'permission' && error.message === 'Bad secrets';

/** Asks up to three times (console 22); the worker makes each wrong answer wait longer. */
const askForSecret = async ({ client, operator }: Call): Promise<boolean> => {
  for (let attempt = 1; ; attempt++) {
    const secret = await operator.askSecret('Password: ');
    // Ctrl-C or Ctrl-D: back to where we were, not an attempt more (console 23).
    if (secret === undefined) return false;
    try {
      await client.enable(secret);
      return true;
    } catch (error) {
      if (attempt === tries || !badSecrets(error)) throw error;
    }
  }
};

/** True when the worker is down and this account owns the installation: it could write the worker's files anyway. */
const ownsStoppedWorker = (call: Call, error: unknown): boolean =>
  isWorkerDown(error) && isAdministrator(call.client.root);

/** `enable`: with the secret, or without one where none is set and the admin socket is open to this account. */
export const enable = async (call: Call): Promise<Outcome> => {
  const { client, operator, session } = call;
  if (session.privileged) return silent;
  try {
    const isSet = await client.secretIsSet();
    if (!isSet && mayUseAdminSocket(client.root)) {
      session.privileged = true;
    } else if (!isSet) {
      // The worker refuses and says how a secret is set.
      await client.enable('');
      session.privileged = client.hasToken;
    } else if (!operator.canAnswer) {
      throw new UnderstudyError('permission', 'The secret can be typed at a terminal only', {
        hint: 'run the command as the administrator',
      });
    } else {
      session.privileged = await askForSecret(call);
    }
  } catch (error) {
    if (!ownsStoppedWorker(call, error)) throw error;
    operator.note('The worker is not running; this account owns it, so no secret is asked for');
    session.privileged = true;
  }
  return silent;
};

/** `disable`. */
export const disable = async ({ client, session }: Call): Promise<Outcome> => {
  await client.disable();
  session.privileged = false;
  return silent;
};

/** `show privilege` (console 42). */
export const showPrivilege = ({ session }: Call): Outcome => {
  const data: PrivilegeLevel = { level: session.privileged ? 15 : 1 };
  return { data, text: () => `Current privilege level is ${data.level}` };
};
