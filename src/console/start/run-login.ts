import { checkRoot, rootAt } from '../../control/root.ts';
import { settleEnvironment } from './login-environment.ts';
import { readLogin } from './login-request.ts';
import { isTerminal, standardOutput } from '../output/standard-stream.ts';

/**
 * The console as a login shell: `login.js ROOT`, or `login.js ROOT -c LINE`; the root comes from the launcher, what follows
 * from whoever logged in. There is no option here that reads a file, starts a program or shows a trace.
 */
export const runLogin = async ([path = '/', ...argv]: readonly string[]): Promise<number> => {
  const { lines, json, yes } = readLogin(argv, process.env['SSH_ORIGINAL_COMMAND']);
  settleEnvironment(process.env);
  const root = rootAt(path);
  checkRoot(root);
  if (lines === undefined && isTerminal(0) && standardOutput.isTTY) {
    return (await import('../sitting/interactive.ts')).runInteractive(root, { assumeYes: false });
  }
  const options = { json, yes, ...(lines === undefined ? {} : { command: [...lines] }) };
  return (await import('../lines/one-shot.ts')).runOneShot([], options, root);
};
