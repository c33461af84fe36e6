import { leaveConfiguration, oneLevelUp } from './block.ts';
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
export const end = ({ session }: Call): Outcome => ({ ...silent, warnings: leaveConfiguration(session) });

/** `exit`: one level up, at the top out of the console. */
export const exit = ({ session }: Call): Outcome => ({ ...silent, warnings: oneLevelUp(session) });

/** `quit`: out of the console. */
export const quit = ({ session }: Call): Outcome => {
  session.left = true;
  return silent;
};
