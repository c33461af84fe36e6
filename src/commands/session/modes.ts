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

/** `configure terminal revert timer MINUTES`: what is changed goes back unless it is confirmed in time. */
export const configureWithTimer = async (call: Call): Promise<Outcome> => {
  const answer = await call.client.armConfirm(Number(call.values['minutes']));
  const greeting = configureTerminal(call);
  const text: Outcome['text'] = (paint) => [answer.message, greeting.text(paint)].filter(Boolean).join('\n');
  return { data: answer, text, warnings: answer.warnings };
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
