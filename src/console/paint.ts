import { plain, type Paint } from '../commands/text/paint.ts';

/** True where escape sequences may be written (console 48). */
export const takesEscapes = (stream: { readonly isTTY?: boolean }): boolean =>
  stream.isTTY === true && process.env['TERM'] !== 'dumb';

/** Colours for a terminal; none for pipes, `NO_COLOR` and terminals without any. chalk is loaded only where it is used. */
export const paintFor = async (stream: { readonly isTTY?: boolean }): Promise<Paint> => {
  if (!takesEscapes(stream) || (process.env['NO_COLOR'] ?? '') !== '') return plain;
  const { default: chalk } = await import('chalk');
  return {
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
  };
};
