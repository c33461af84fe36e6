import { plain, type Paint } from '../../commands/text/paint.ts';

/** True where escape sequences may be written (console 48). */
export const takesEscapes = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && process.env['TERM'] !== 'dumb';

/** Terminals of one colour. */
const monochrome = /^(|dumb|unknown|network|dialup|plugboard|vt\d+\S*|.*-m(ono)?)$/;

/** True where the terminal is one that programs claim to have: netmiko and Ansible the first, RANCID the second. */
export const isDriven = (): boolean => ['vt100', 'network'].includes(process.env['TERM'] ?? '');

/** True where colours may be shown, too: not with `NO_COLOR`, and not on terminals that have none. */
export const takesColours = (stream: { readonly isTTY?: boolean }): boolean =>
  takesEscapes(stream) && (process.env['NO_COLOR'] ?? '') === '' && !monochrome.test(process.env['TERM'] ?? '');

/** Colours for a terminal; none for pipes, `NO_COLOR` and terminals without any. chalk is loaded only where it is used. */
export const paintFor = async (stream: { readonly isTTY?: boolean }): Promise<Paint> => {
  if (!takesColours(stream)) return plain;
  const { default: chalk } = await import('chalk');
  return {
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
  };
};
