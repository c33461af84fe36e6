import { checkRoot, rootAt } from '../../control/root.ts';
import type { Options } from '../../commands/program.ts';
import { isTerminal, standardOutput } from '../output/standard-stream.ts';

/** Words alone need no option parser: `understudy show version` starts without loading one. */
const readArguments = async (argv: readonly string[]): Promise<{ words: readonly string[]; options: Options }> =>
  argv.some((argument) => argument.startsWith('-'))
    ? (await import('../lines/options.ts')).readOptions(argv)
    : { words: argv, options: {} };

/** `understudy ARGUMENTS…`: the exit status. @throws UnderstudyError what was refused or failed */
export const runConsole = async (argv: readonly string[]): Promise<number> => {
  if (argv[0] === '__complete') {
    const { runShellCompletion } = await import('../help/shell-completion.ts');
    return runShellCompletion(argv.slice(1), process.env['UNDERSTUDY_ROOT'] ?? '/');
  }
  const { words, options } = await readArguments(argv);
  if (options.help === true) {
    standardOutput.write(`${(await import('../lines/options.ts')).helpText(words)}\n`);
    return 0;
  }
  if (options.version === true) {
    standardOutput.write(`Understudy ${(await import('../../release.ts')).readRelease()}\n`);
    return 0;
  }
  const root = rootAt(options.root ?? process.env['UNDERSTUDY_ROOT'] ?? '/');
  checkRoot(root);
  const isScript =
    words.length > 0 || options.command !== undefined || options.file !== undefined || options.check === true;
  if (!isScript && isTerminal(0) && standardOutput.isTTY) {
    return (await import('../sitting/interactive.ts')).runInteractive(root, { assumeYes: options.yes === true });
  }
  return (await import('../lines/one-shot.ts')).runOneShot(words, options, root);
};
