import {
  commandGroups,
  conditionsOf,
  consoleOptions,
  exitStatuses,
  modifiers,
  parametersOf,
  usageOf,
} from '../reference.mjs';
import { escape, inner, item, page, paragraph, section, subsection, usage, verbatim } from '../roff.mjs';
import { files } from './files.mjs';

const pathItem = ([path, purpose]) => item(`\\fI${escape(path)}\\fR`, escape(purpose));

const synopsis = [
  ['', '[--root DIR]'],
  ['', '[--json] [--yes] [--root DIR] WORDS…'],
  ['', '[--json] [--yes] [--root DIR] -c LINE …'],
  ['', '[--json] [--yes] [--root DIR] -f FILE [--check]'],
].flatMap(([, rest], i) => [
  ...(i === 0 ? ['.nf'] : []),
  `\\fBunderstudy\\fR ${usage(rest)}`,
  ...(i === 3 ? ['.fi'] : []),
]);

const command = (declaration) => {
  const conditions = conditionsOf(declaration);
  return item(
    usage(usageOf(declaration)),
    escape(`${declaration.help}.${conditions.length === 0 ? '' : ` (${conditions.join(', ')})`}`),
    inner(parametersOf(declaration)),
    ...(declaration.example === declaration.words
      ? []
      : ['.RS', '.PP', `Example: \\fB${escape(declaration.example)}\\fR`, '.RE']),
  );
};

const group = ({ word, help, commands }) =>
  subsection(word, ...(help === '' || commands.length === 1 ? [] : [escape(`${help}.`)]), ...commands.map(command));

const keys = [
  ['?', 'help for what stands left of the cursor, at once; nothing is executed'],
  ['Tab', 'completes the word; a second time it lists what may stand there'],
  ['Ctrl-V ?', 'a question mark itself'],
  ['Up, Down, Ctrl-R', 'lines typed before, also in earlier sittings; search in them'],
  ['Ctrl-C', 'gives up the line, or the command that runs'],
  ['Ctrl-Z', 'leaves configuration mode'],
  ['Ctrl-D', 'on an empty line: one level up'],
];

const environment = [
  ['UNDERSTUDY_ROOT', 'the same as --root'],
  ['NO_COLOR', 'no colors'],
  ['TERM', 'with "dumb": no escape sequences at all'],
  ['UNDERSTUDY_TRACE', 'print the stack of an error that the console did not expect'],
];

/** understudy(1). */
export const consolePage = (release) =>
  page(
    'understudy',
    1,
    release,
    'console of an Understudy pair',
    section('SYNOPSIS', synopsis),
    section(
      'DESCRIPTION',
      escape(
        'Without words the console is interactive at a terminal; elsewhere it carries out the lines of standard input.',
      ),
      paragraph(
        'Every word may be cut as long as it is clear which one is meant, in any case: "sh fail" is "show failover". "?" helps at every place. ' +
          'The prompt says who and what this server is: "core1/pri/act>" is core1, Primary, active; "#" instead of ">" is privileged mode.',
      ),
      paragraph(
        'A one-shot is privileged when the account owns the installation (root on a host); everybody else types "enable" in the console. ' +
          'Commands that take this server out of service ask first at a terminal; without one nothing is asked.',
      ),
    ),
    section('OPTIONS', ...consoleOptions().map(([flags, help]) => item(usage(flags), escape(`${help}.`)))),
    section('COMMANDS', ...commandGroups().map(group)),
    section(
      'OUTPUT MODIFIERS',
      escape('Behind a bar, one after another:'),
      ...modifiers.map(([name, help]) => item(`\\fB| ${escape(name)}\\fR`, escape(`${help}.`))),
    ),
    section(
      'CONFIGURATION MODE',
      escape('"configure terminal" leads there. Every statement of'),
      '.BR understudy.conf (5)',
      escape(
        'is a command; "no" or "default" before one takes it back, "do" before a command of exec mode carries that out. A statement that is refused changes nothing.',
      ),
    ),
    section('KEYS', ...keys.map(([name, help]) => item(`\\fB${escape(name)}\\fR`, escape(`${help}.`)))),
    section(
      'EXIT STATUS',
      ...exitStatuses.map(([status, meaning]) => item(`\\fB${status}\\fR`, escape(`${meaning}.`))),
    ),
    section('ENVIRONMENT', ...environment.map(([name, help]) => item(`\\fB${escape(name)}\\fR`, escape(`${help}.`)))),
    section(
      'FILES',
      ...files('config', 'controlSocket', 'adminSocket').map(pathItem),
      pathItem(['~/.understudy_history', 'lines typed before; only its owner can read it']),
    ),
    section(
      'EXAMPLES',
      escape('Who serves, for a script:'),
      verbatim('understudy show failover --json'),
      paragraph('From another host, as an operator whose login shell is another one:'),
      verbatim('ssh core2 understudy "\'show failover history | include promoted\'"'),
      paragraph('All of a file, or nothing of it:'),
      verbatim('understudy -f change.txt --check && understudy -f change.txt'),
    ),
    section('SEE ALSO', '.BR understudyd (8),', '.BR understudy\\-setup (8),', '.BR understudy.conf (5)'),
  );
