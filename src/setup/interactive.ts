import type { ControlClient } from '../control/client.ts';
import type { SetupAnswer } from '../control/setup-shapes.ts';
import { applyDraft, previewLines } from './apply.ts';
import type { Dialogue } from './dialogue.ts';
import { readCurrent, type Draft } from './draft.ts';
import { Menu } from './menu.ts';
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
const pairing = [
  '',
  'To pair this server with the other one, set both up and then type in',
  'their consoles:',
  '  failover pair          on the Primary, which shows a code',
  '  failover pair ADDRESS  on the Secondary, with the address of the Primary:',
  '                         it asks for that code',
];

const doneLines = ({ saved, warnings }: SetupAnswer, { config }: Draft): string[] => [
  '***Configuration successful***',
  ...(saved ? savedLines : ['The configuration is not saved: "write memory" saves it.']),
  ...warnings.map((warning) => `% Warning: ${warning}`),
  ...(config.peer === undefined ? pairing : []),
  ...further,
];

/** Question by question, or the same parameters from a menu. */
export type SetupForm = 'wizard' | 'menu';

interface SetupWay {
  readonly dryRun: boolean;
  readonly form?: SetupForm;
  /** Told when everything was verified: from here on it is we who configure this server. */
  readonly beforeApplying?: () => void;
}

/**
 * The whole wizard in front of an operator, up to the applied configuration (G1 to G4). Undefined: nothing was to be
 * changed, or nothing was to be applied.
 *
 * @throws UnderstudyError interrupted for Ctrl-C; what the worker refused: then nothing was changed
 */
export const runWizard = async (
  client: ControlClient,
  dialogue: Dialogue,
  { dryRun, form = 'wizard', beforeApplying }: SetupWay,
): Promise<SetupAnswer | undefined> => {
  const current = await readCurrent(client);
  const Form = form === 'menu' ? Menu : Wizard;
  const verified = await new Form(dialogue, current, { dryRun }).run();
  if (verified === undefined) {
    dialogue.say(leaving);
    return undefined;
  }
  if (dryRun) {
    dialogue.say(['', ...previewLines(current, verified.draft)]);
    return undefined;
  }
  beforeApplying?.();
  dialogue.say(applying);
  try {
    const answer = await applyDraft(client, current, verified.draft, verified.save);
    if (answer !== undefined) dialogue.say(doneLines(answer, verified.draft));
    return answer;
  } catch (error) {
    dialogue.say(failed);
    throw error;
  }
};
