import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf } from '../../build/src/config/config.js';
import { parseConfig, printConfig } from '../../build/src/config/text.js';
import { escape, inner, item, page, paragraph, section, subsection, verbatim } from '../roff.mjs';
import { files } from './files.mjs';

const defaultOf = ({ initial, kind, required }) => {
  if (initial !== undefined) return `Default: ${kind.print(initial)}.`;
  return required === true ? 'It has to be given.' : 'There is no default.';
};

const setting = (field) =>
  item(
    `\\fB${escape(field.words.join(' '))}\\fR \\fI${escape(field.kind.form)}\\fR`,
    escape(`${field.help}. ${defaultOf(field)}`),
    inner(Object.entries(field.kind.choices ?? {})),
  );

const entry = (key) => {
  const { words, name, help } = entryOf(key);
  return subsection(
    `${words.join(' ')} ${name.form}`,
    escape(`${help}.`),
    ...partsOf(key).map(([, part]) => setting(part)),
  );
};

const key = (letter) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;

/** It is read and printed anew, so that it is what the console would say. */
const example = `
hostname core1
failover on-failure promote-to-primary
sync run-every 4h
trusted-host core2 address 192.0.2.2 key ${key('A')}
dataset registry kind sqlite path /srv/app/registry.sqlite count devices
service app command "/usr/bin/app --port 8000"
client-port 80 to 8000
failover peer core2
high-availability enable
`;

const printedExample = () => {
  const { config, faults } = parseConfig(example);
  if (config === undefined)
    throw new Error(`the example of understudy.conf(5): ${faults.map(({ message }) => message).join('; ')}`);
  return printConfig(config);
};

/** understudy.conf(5). */
export const settingsPage = (release) =>
  page(
    'understudy.conf',
    5,
    release,
    'configuration of one server of an Understudy pair',
    section('SYNOPSIS', `.I ${escape(files('config')[0][0])}`),
    section(
      'DESCRIPTION',
      escape(
        'The file holds what "show running-config" prints and "configure terminal" takes, one statement a line. The console writes it ("write memory"); ' +
          'the worker reads it when it starts. A file that cannot be read as a whole is refused with the line that is wrong, and nothing of it holds.',
      ),
      paragraph(
        'Lines that begin with "!" or "#" are comments. A value with blanks stands in quotes. What can stand several times has a name, and its parts stand ' +
          'below it, each on a line that begins with a blank, or behind it on the same line, in any order. Settings at their default may be left out.',
      ),
      paragraph(
        'In configuration mode "no" or "default" before the words of a setting brings its default back; before the name of an entry it removes the entry.',
      ),
    ),
    section('SETTINGS', ...fieldKeys.map((name) => setting(fieldOf(name)))),
    section('ENTRIES', ...entryKeys.map(entry)),
    section('EXAMPLE', escape('The Primary of a pair:'), verbatim(printedExample())),
    section(
      'FILES',
      ...files('config').map(([path, purpose]) => item(`\\fI${escape(path)}\\fR`, escape(`${purpose}.`))),
    ),
    section('SEE ALSO', '.BR understudy (1),', '.BR understudyd (8),', '.BR understudy\\-setup (8)'),
  );
