import { Command, CommanderError } from 'commander';
import { UnderstudyError } from '../error.ts';

/** The command line of the wizard (design 8). */
export interface SetupOptions {
  readonly answers?: string;
  readonly dryRun?: boolean;
  readonly menu?: boolean;
  readonly boot?: boolean;
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
    .option('--menu', 'choose what to configure from a menu')
    .option('--boot', 'ask first whether to set this server up now, as at its first boot')
    .option('--root <dir>', 'put every path under DIR (or UNDERSTUDY_ROOT)')
    .option('-h, --help', 'show this help')
    .option('--version', 'show the release of this program')
    .addHelpText(
      'after',
      `
An answers file has the lines that configuration mode takes, and beside them "failover mode primary|secondary" and what
the host is set to. What it does not name stays as it is. The configuration is saved when everything is applied. An example:

  hostname core2
  ip domain-name example.com
  interface eth0
   ip address 192.0.2.2 255.255.255.0
  ip default-gateway 192.0.2.254
  ip name-server 192.0.2.53
  clock timezone Europe/Vienna
  ntp server ntp.example.com
  username admin secret correct-horse
  enable secret battery-staple
  failover mode secondary
  failover health-monitor interface eth0
  failover virtual-address 192.0.2.10/24`,
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
