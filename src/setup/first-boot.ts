import { existsSync, watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ControlClient } from '../control/client.ts';
import type { Root } from '../control/root.ts';
import { isWorkerDown } from '../control/transport.ts';
import { back, isNo, isYes } from './answer-word.ts';
import type { Dialogue } from './dialogue.ts';
import type { SetupForm } from './interactive.ts';

/** What the operator wants at the first boot. */
export interface BootWish {
  readonly form: SetupForm;
  /** Ask again at the next boot, if nothing is configured until then. */
  readonly askAgain: boolean;
}

const enterYesOrNo = ['Please enter "yes", "no" or "^".'];

/** Undefined: back. */
const askYesOrNo = async (dialogue: Dialogue, prompt: string, otherwise: boolean): Promise<boolean | undefined> => {
  for (;;) {
    const text = await dialogue.ask(`${prompt} (yes/no) [${otherwise ? 'yes' : 'no'}]: `);
    if (text === back) return undefined;
    if (text === '') return otherwise;
    if (isYes(text)) return true;
    if (isNo(text)) return false;
    dialogue.say(enterYesOrNo);
  }
};

/** The two questions before the first setup (console 3). @throws UnderstudyError interrupted for Ctrl-C */
export const askAtBoot = async (dialogue: Dialogue): Promise<BootWish> => {
  for (;;) {
    dialogue.say([
      '',
      'Enter whether you would like to set up the initial',
      'parameters manually or via the setup wizard.',
      'You may get to the login prompt at any time by typing <Ctrl+C>.',
      '',
    ]);
    const viaWizard = await askYesOrNo(dialogue, 'Setup parameters via Setup Wizard', true);
    if (viaWizard === true) return { form: 'wizard', askAgain: true };
    if (viaWizard === undefined) dialogue.say(['This is the first prompt.']);
    else {
      const again = await askYesOrNo(dialogue, 'Would you like the Setup Wizard to be re-run at next boot', false);
      if (again !== undefined) return { form: 'menu', askAgain: again };
    }
  }
};

/** While it is there, the unit of the first boot does not start. */
const declinedPath = (root: Root): string => join(dirname(root.state), 'setup-declined');

export const decline = async (root: Root): Promise<void> => {
  await mkdir(dirname(root.state), { recursive: true });
  await writeFile(declinedPath(root), 'Remove this file to be asked at the next boot again.\n', { mode: 0o644 });
};

const pollMs = 200;

/** Waits for the worker, which starts at the same time. After `limitMs` the setup itself says what is wrong with it. */
export const workerAnswers = async (client: ControlClient, limitMs: number, signal: AbortSignal): Promise<void> => {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    try {
      await client.failover();
      return;
    } catch (error) {
      if (!isWorkerDown(error)) return;
    }
    await wait(pollMs, undefined, { signal });
  }
};

const savedConfiguration = (root: Root): string => join(root.path, 'etc/understudy/understudy.conf');

/** Calls back when somebody else has set this server up in the meantime. @returns what ends the watch */
export const onceConfigured = (root: Root, tell: () => void): (() => void) => {
  const path = savedConfiguration(root);
  try {
    const watcher = watch(dirname(path), () => {
      if (existsSync(path)) tell();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // Without the folder there is nothing to be told of.
    return () => undefined;
  }
};
