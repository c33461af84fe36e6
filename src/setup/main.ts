import { ControlClient } from '../control/client.ts';
import { checkRoot, rootAt } from '../control/root.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import { AnswersRefused } from './answers.ts';
import { runWizard } from './interactive.ts';
import { readSetupOptions, setupHelp, type SetupOptions } from './options.ts';
import { dialogueOn, outputOf } from './prompt.ts';
import { withTerminal } from './terminal.ts';
import { setupFrom } from './unattended.ts';

const needsTerminal = new UnderstudyError('usage', 'The setup asks at a terminal, and there is none', {
  hint: 'give the answers in a file: understudy-setup --answers FILE',
});

const wizard = async (client: ControlClient, dryRun: boolean): Promise<void> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw needsTerminal;
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  await withTerminal(async (keyboard) => {
    const dialogue = await dialogueOn({ output: outputOf(process.stdout), keyboard, signal: stop.signal });
    await runWizard(client, dialogue, { dryRun });
  });
};

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
  if (options.answers === undefined) await wizard(client, dryRun);
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
