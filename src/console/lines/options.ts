import { CommanderError, type Command } from 'commander';
import { catalog } from '../../commands/catalog.ts';
import { execPlace } from '../../commands/exec-place.ts';
import { programOf, type Options } from '../../commands/program.ts';
import { tokensOf, walkOver } from '../../commands/resolve.ts';
import { UnderstudyError } from '../../error.ts';

/** A command line, read. */
export interface Request {
  readonly words: readonly string[];
  readonly options: Options;
}

const usage = (message: string): UnderstudyError =>
  new UnderstudyError('usage', message, { hint: '"understudy --help" lists the options' });

const check = ({ words, options }: Request): void => {
  const sources = [
    words.length > 0 && 'words',
    options.command !== undefined && '-c',
    options.file !== undefined && '-f',
  ].filter((source) => source !== false);
  if (sources.length > 1 && options.help !== true) throw usage(`${sources.join(' and ')} cannot stand together`);
};

/** @throws UnderstudyError usage for an unknown option, or one without its value */
export const readOptions = (argv: readonly string[]): Request => {
  const program = programOf();
  try {
    const { operands, unknown } = program.parseOptions([...argv]);
    const [option] = unknown;
    if (option !== undefined) throw usage(`Unknown option '${option}'`);
    const request = { words: operands, options: program.opts<Options>() };
    check(request);
    return request;
  } catch (error) {
    if (error instanceof CommanderError)
      throw usage(error.message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase()));
    throw error;
  }
};

/** Help for the program or, with words before `--help`, for the command they lead to. */
export const helpText = (words: readonly string[]): string => {
  let command: Command = programOf();
  if (words.length > 0) {
    const line = words.join(' ');
    for (const word of walkOver(execPlace(catalog), line, tokensOf(line)).words) {
      command = command.commands.find((one) => one.name() === word) ?? command;
    }
  }
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text.trimEnd();
};
