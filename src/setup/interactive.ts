import type { ControlClient } from '../control/client.ts';
import type { SetupAnswer } from '../control/setup-shapes.ts';
import { applyDraft, previewLines } from './apply.ts';
import type { Dialogue } from './dialogue.ts';
import { readCurrent } from './draft.ts';
import { Wizard } from './wizard.ts';

const applying = ['', 'Setup will now attempt to apply the configuration.', ''];
const failed = ['ERROR: One or more of the requested configurations was not applied.'];
const leaving = ['', 'No parameter was changed.', 'Exiting setup script...'];
const savedLines = ['Building configuration...', '[OK]'];
const further = [
  '',
  'Datasets, protected services and client ports are set in',
  'configuration mode: "configure terminal" in the console.',
];

const doneLines = ({ saved, warnings }: SetupAnswer): string[] => [
  '***Configuration successful***',
  ...(saved ? savedLines : ['The configuration is not saved: "write memory" saves it.']),
  ...warnings.map((warning) => `% Warning: ${warning}`),
  ...further,
];

/**
 * The whole wizard in front of an operator, up to the applied configuration (G1 to G4). Undefined: nothing was to be
 * changed, or nothing was to be applied.
 *
 * @throws UnderstudyError interrupted for Ctrl-C; what the worker refused: then nothing was changed
 */
export const runWizard = async (
  client: ControlClient,
  dialogue: Dialogue,
  { dryRun }: { readonly dryRun: boolean },
): Promise<SetupAnswer | undefined> => {
  const current = await readCurrent(client);
  const verified = await new Wizard(dialogue, current, { dryRun }).run();
  if (verified === undefined) {
    dialogue.say(leaving);
    return undefined;
  }
  if (dryRun) {
    dialogue.say(['', ...previewLines(current, verified.draft)]);
    return undefined;
  }
  dialogue.say(applying);
  try {
    const answer = await applyDraft(client, current, verified.draft, verified.save);
    if (answer !== undefined) dialogue.say(doneLines(answer));
    return answer;
  } catch (error) {
    dialogue.say(failed);
    throw error;
  }
};
