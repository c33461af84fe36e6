import { mayUseAdminSocket } from '../../control/root.ts';
import { UnderstudyError } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';

const noTerminal = new UnderstudyError('usage', '"setup" asks at a terminal, and there is none', {
  hint: 'give the answers in a file: understudy-setup --answers FILE',
});

/** The wizard on this terminal; in the console the line under edit and its keys make way for it. */
const ask = async (call: Call, onKey: () => void): Promise<boolean> => {
  const { dialogueOn, outputOf } = await import('../../setup/prompt.ts');
  const { runWizard } = await import('../../setup/interactive.ts');
  const { withTerminal } = await import('../../setup/terminal.ts');
  const answer = await withTerminal(async (keyboard) => {
    const dialogue = await dialogueOn({ output: outputOf(process.stdout), keyboard, signal: call.signal });
    return runWizard(call.client, dialogue, { dryRun: false });
  }, onKey);
  return answer?.changed === true;
};

/** A new secret ends privileged mode for everybody who earned it with the old one; the prompt says so at once. */
const keepPrivilegeTrue = async ({ client, session, operator }: Call): Promise<void> => {
  if (mayUseAdminSocket(client.root)) return;
  try {
    await client.runningConfig();
  } catch (error) {
    if (!(error instanceof UnderstudyError) || error.code !== 'permission') throw error;
    session.privileged = false;
    operator.note("The enable secret has changed: type 'enable' and the new one to go on in privileged mode.");
  }
};

/** `setup` (console 51): nothing of what is answered reaches the history. */
export const setup = async (call: Call): Promise<Outcome> => {
  const { operator } = call;
  if (!operator.canAnswer || !process.stdin.isTTY) throw noTerminal;
  const changed = await operator.suspended((onKey) => ask(call, onKey));
  if (changed) await keepPrivilegeTrue(call);
  return { data: { changed }, text: () => '' };
};
