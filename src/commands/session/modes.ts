import { silent, type Call, type Outcome } from '../declaration.ts';

/** `configure terminal`. The greeting is for people: a script's output stays clean. */
export const configureTerminal = ({ session, operator }: Call): Outcome => {
  session.mode = 'config';
  return {
    data: {},
    text: () => (operator.canAnswer ? 'Enter configuration commands, one per line.  End with CNTL/Z.' : ''),
  };
};

/** `end`: straight back to exec mode. */
export const end = ({ session }: Call): Outcome => {
  session.mode = 'exec';
  return silent;
};

/** `exit`: one level up, at the top out of the console. */
export const exit = ({ session }: Call): Outcome => {
  if (session.mode === 'exec') session.left = true;
  session.mode = 'exec';
  return silent;
};

/** `quit`: out of the console. */
export const quit = ({ session }: Call): Outcome => {
  session.left = true;
  return silent;
};
