import { ControlClient } from '../control/client.ts';
import { checkRoot, rootAt } from '../control/root.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import { AnswersRefused } from './answers.ts';
import { askAtBoot, decline, onceConfigured, workerAnswers } from './first-boot.ts';
import { runWizard, type SetupForm } from './interactive.ts';
import { readSetupOptions, setupHelp, type SetupOptions } from './options.ts';
import { dialogueOn, outputOf } from './prompt.ts';
import { withTerminal } from './terminal.ts';
import { setupFrom } from './unattended.ts';
import type { Dialogue } from './dialogue.ts';

const needsTerminal = new UnderstudyError('usage', 'The setup asks at a terminal, and there is none', {
  hint: 'give the answers in a file: understudy-setup --answers FILE',
});
const setUpMeanwhile = new UnderstudyError('refused', 'This server was set up by somebody else in the meantime', {
  hint: 'nothing of what was answered here is applied',
});

const bootLimitMs = 90_000;

/** A dialogue on this process's terminal, which ends when the program is told to, or when `stop` is called. */
const atTerminal = async (use: (dialogue: Dialogue, stop: AbortController) => Promise<void>): Promise<void> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw needsTerminal;
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  await withTerminal(async (keyboard) => {
    const dialogue = await dialogueOn({ output: outputOf(process.stdout), keyboard, signal: stop.signal });
    await use(dialogue, stop);
  });
};

const ask = (client: ControlClient, dryRun: boolean, form: SetupForm): Promise<void> =>
  atTerminal(async (dialogue) => {
    await runWizard(client, dialogue, { dryRun, form });
  });

/** On the console of a server that nobody has set up yet: whether to do so now, and then how. */
const askFirst = (client: ControlClient): Promise<void> =>
  atTerminal(async (dialogue, stop) => {
    const endWatch = onceConfigured(client.root, () => stop.abort(setUpMeanwhile));
    try {
      await workerAnswers(client, bootLimitMs, stop.signal);
      const { form, askAgain } = await askAtBoot(dialogue);
      if (!askAgain) await decline(client.root);
      await runWizard(client, dialogue, { dryRun: false, form, beforeApplying: endWatch });
    } catch (error) {
      throw stop.signal.reason === setUpMeanwhile ? setUpMeanwhile : error;
    } finally {
      endWatch();
    }
  });

const run = async (options: SetupOptions): Promise<void> => {
  if (options.help === true) {
    process.stdout.write(`${setupHelp()}\n`);
    return;
  }
  if (options.version === true) {
    const { readRelease } = await import('../release.ts');
    process.stdout.write(`Understudy ${readRelease()}\n`);
    return;
  }
  const root = rootAt(options.root ?? process.env['UNDERSTUDY_ROOT'] ?? '/');
  checkRoot(root);
  const client = new ControlClient(root);
  const dryRun = options.dryRun === true;
  if (options.boot === true) await askFirst(client);
  else if (options.answers === undefined) await ask(client, dryRun, options.menu === true ? 'menu' : 'wizard');
  else
    await setupFrom(
      options.answers,
      client,
      { dryRun },
      {
        out: (line) => process.stdout.write(`${line}\n`),
        warn: (line) => process.stderr.write(`${line}\n`),
      },
    );
};

const faultLines = (error: unknown): string[] => {
  if (error instanceof AnswersRefused) return [...error.lines];
  const [first = '', ...rest] = reasonOf(error).split('\n');
  const hint = error instanceof UnderstudyError && error.hint !== undefined ? [error.hint] : [];
  return [`% ${first}`, ...[...rest, ...hint].map((line) => `  ${line}`)];
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough is no failure.
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
try {
  await run(readSetupOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${faultLines(error).join('\n')}\n`);
  process.exitCode = error instanceof UnderstudyError ? error.exitStatus : 1;
}
