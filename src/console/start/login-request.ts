import { basename } from 'node:path';
import { UnderstudyError } from '../../error.ts';

/** What whoever logged in asked for: lines to run, or the console itself where there are none. */
export interface LoginRequest {
  readonly lines: readonly string[] | undefined;
  readonly json: boolean;
  readonly yes: boolean;
}

const program = 'understudy';
const shell = 'understudy-shell';
const options = { '--json': 'json', '--yes': 'yes' } as const;
/** One option at either end of a line, e.g. `show failover --json`. Words of any other place are the line's own. */
const leading = /^(--json|--yes)(?=\s|$)\s*/;
const trailing = /(?:^|\s+)(--json|--yes)$/;

/** `ssh host understudy show failover --json` means what the same words mean in a shell; every other option is refused. */
const requestOf = (line: string): LoginRequest => {
  let rest = line.trim().replace(new RegExp(String.raw`^${program}(?=\s|$)\s*`), '');
  const wanted = { json: false, yes: false };
  for (const form of [leading, trailing]) {
    for (let found = form.exec(rest); found !== null; found = form.exec(rest)) {
      wanted[options[found[1] as keyof typeof options]] = true;
      rest = rest.replace(form, '');
    }
  }
  return { ...wanted, lines: [rest] };
};

const readText = (text: string): LoginRequest => {
  const lines = text.split(/\r?\n/);
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.length === 1 ? requestOf(filled[0] ?? '') : { lines, json: false, yes: false };
};

const nothingAsked: LoginRequest = { lines: undefined, json: false, yes: false };

/**
 * Reads what a login shell is given: nothing, or `-c LINE`. Where sshd forces the console (`ForceCommand`), the line that
 * the client sent stands in `SSH_ORIGINAL_COMMAND`.
 *
 * @throws UnderstudyError usage for anything else
 */
export const readLogin = (argv: readonly string[], forced: string | undefined): LoginRequest => {
  const [option, text, ...more] = argv;
  if (option !== undefined && (option !== '-c' || text === undefined || more.length > 0)) {
    throw new UnderstudyError('usage', `${shell} is started by a login: it takes no options`, {
      hint: `"ssh HOST 'show failover'" runs one command`,
    });
  }
  const isForced = text === undefined || basename(text) === shell;
  if (!isForced) return readText(text);
  return forced === undefined ? nothingAsked : readText(forced);
};
