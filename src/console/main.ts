import { checkRoot, rootAt } from '../control/root.ts';
import type { Options } from '../commands/program.ts';
import { faultFrom, faultLines } from './render.ts';
import { columnsOfTerminal } from './wrap.ts';

/** A reader that has seen enough (`| head -1`) is no failure (console 49). */
const endQuietlyWhenNobodyReads = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
};

/** Words alone need no option parser: `understudy show version` starts without loading one. */
const readArguments = async (argv: readonly string[]): Promise<{ words: readonly string[]; options: Options }> =>
  argv.some((argument) => argument.startsWith('-'))
    ? (await import('./options.ts')).readOptions(argv)
    : { words: argv, options: {} };

const run = async (argv: readonly string[]): Promise<number> => {
  const { words, options } = await readArguments(argv);
  if (options.help === true) {
    process.stdout.write(`${(await import('./options.ts')).helpText(words)}\n`);
    return 0;
  }
  if (options.version === true) {
    process.stdout.write(`Understudy ${(await import('./release.ts')).release()}\n`);
    return 0;
  }
  const root = rootAt(options.root ?? process.env['UNDERSTUDY_ROOT'] ?? '/');
  checkRoot(root);
  const isScript =
    words.length > 0 || options.command !== undefined || options.file !== undefined || options.check === true;
  if (!isScript && process.stdin.isTTY && process.stdout.isTTY) {
    return (await import('./interactive.ts')).runInteractive(root, { assumeYes: options.yes === true });
  }
  return (await import('./one-shot.ts')).runOneShot(words, options, root);
};

endQuietlyWhenNobodyReads();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const fault = faultFrom(error);
  const text = process.argv.includes('--json')
    ? JSON.stringify(fault.toBody())
    : faultLines(fault, columnsOfTerminal(process.stderr)).join('\n');
  process.stderr.write(`${text}\n`);
  process.exitCode = fault.exitStatus;
}
