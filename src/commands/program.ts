import { Argument, Command } from 'commander';
import { catalog, groupHelp } from './catalog.ts';
import type { Declaration } from './declaration.ts';
import type { Parameter } from './parameter.ts';

const argumentOf = ({ name, help, optional, choices }: Parameter): Argument => {
  const argument = new Argument(optional ? `[${name}]` : `<${name}>`, help);
  return choices === undefined ? argument : argument.choices(Object.keys(choices));
};

/** The command of a path of words below `parent`, made where it is not there yet. */
const commandAt = (parent: Command, words: readonly string[]): Command => {
  let at = parent;
  words.forEach((word, i) => {
    const found = at.commands.find((command) => command.name() === word);
    if (found === undefined) {
      const made = at.createCommand(word).helpOption(false).helpCommand(false);
      at.addCommand(made.description(groupHelp[words.slice(0, i + 1).join(' ')] ?? ''));
      at = made;
    } else {
      at = found;
    }
  });
  return at;
};

const addTo = (program: Command, declaration: Declaration): void => {
  const command = commandAt(program, declaration.words.split(' ')).description(declaration.help);
  for (const parameter of declaration.parameters ?? []) command.addArgument(argumentOf(parameter));
  command.addHelpText('after', `\nExample:\n  understudy ${declaration.example}`);
};

const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Options of the one-shot command line (design 8). */
export interface Options {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly root?: string;
  readonly command?: string[];
  readonly file?: string;
  readonly help?: boolean;
  readonly version?: boolean;
}

/**
 * The one-shot command line with every command below it, for options, `--help` and whatever is generated from the tree.
 * Words are resolved before it, because it knows no abbreviations.
 */
export const programOf = (): Command => {
  const program = new Command('understudy')
    .description(
      'The console of an Understudy pair. Without words it is interactive at a terminal and reads lines elsewhere.',
    )
    .usage('[options] [WORDS...]')
    .helpOption(false)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .option('--json', 'print data as JSON, one line for each answer of a script; failures as JSON on standard error')
    .option('--yes', 'take questions as answered with yes (without a terminal nothing is asked)')
    .option('--root <dir>', 'put every path under DIR (or UNDERSTUDY_ROOT)')
    .option('-c, --command <line>', 'run a line; may be repeated, stops at the first failure', collect)
    .option('-f, --file <file>', 'run the lines of a file; nothing is done when one of them is wrong')
    .option('--check', 'only read the lines and say what is wrong')
    .option('-h, --help', 'show this help, or that of the command before it')
    .option('--version', 'show the release of this program');
  for (const declaration of catalog) if (declaration.interactiveOnly !== true) addTo(program, declaration);
  return program;
};
