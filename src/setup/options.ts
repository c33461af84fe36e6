import { Command, CommanderError } from 'commander';
import { UnderstudyError } from '../error.ts';

/** The command line of the wizard (design 8). */
export interface SetupOptions {
  readonly answers?: string;
  readonly dryRun?: boolean;
  readonly root?: string;
  readonly help?: boolean;
  readonly version?: boolean;
}

/** The program and its options, for `--help` and whatever is generated from them. */
export const setupProgram = (): Command =>
  new Command('understudy-setup')
    .description(
      'Sets up this server of an Understudy pair. It asks at a terminal, or takes the answers from a file, and changes everything at once or nothing.',
    )
    .usage('[options]')
    .helpOption(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .option('--answers <file>', "take the answers from a file in the console's own language; - for standard input")
    .option('--dry-run', 'print what would be configured, and change nothing')
    .option('--root <dir>', 'put every path under DIR (or UNDERSTUDY_ROOT)')
    .option('-h, --help', 'show this help')
    .option('--version', 'show the release of this program')
    .addHelpText(
      'after',
      `
An answers file has the lines that configuration mode takes, and beside them "failover mode primary|secondary". What it
does not name stays as it is. The configuration is saved when everything is applied. An example:

  hostname core2
  enable secret correct-horse
  failover mode secondary
  trusted-host core1
   address 192.0.2.1
   key ssh-ed25519 AAAA...
  failover peer core1
  high-availability enable`,
    );

/** @throws UnderstudyError usage for an unknown option, one without its value, or a word */
export const readSetupOptions = (argv: readonly string[]): SetupOptions => {
  const program = setupProgram();
  try {
    program.parse([...argv], { from: 'user' });
    return program.opts<SetupOptions>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message = error.message.replace(/^error: /, '').replace(/^./, (first) => first.toUpperCase());
    throw new UnderstudyError('usage', message, { hint: '"understudy-setup --help" lists the options' });
  }
};

export const setupHelp = (): string => {
  let text = '';
  setupProgram()
    .configureOutput({ writeOut: (part) => (text += part) })
    .outputHelp();
  return text.trimEnd();
};
