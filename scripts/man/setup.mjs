import { groupsFor } from '../../build/src/setup/group.js';
import { setupHelp, setupProgram } from '../../build/src/setup/options.js';
import { optionsOf } from '../reference.mjs';
import { escape, item, page, paragraph, section, subsection, usage, verbatim } from '../roff.mjs';

const statuses = [
  [0, 'everything was applied, or there was nothing to change'],
  [1, 'failed'],
  [2, 'a bad option or a bad answer; each bad line of the file is named'],
  [3, 'the account may not configure this server'],
  [130, 'given up with Ctrl-C; nothing was changed'],
];

const keys = [
  ['Enter', 'takes the value in brackets'],
  ['^', 'goes back to the question before, also from a password'],
  ['?', 'explains the question'],
  ['Ctrl-C', 'gives up; nothing is changed'],
];

const parameter = ({ words, help, isMandatory }) =>
  item(
    `\\fB${escape(words)}\\fR${isMandatory ? ' (mandatory)' : ''}`,
    ...help.flatMap((line, i) => [...(i === 0 ? [] : ['.br']), escape(line.trim())]),
  );

const group = ({ title, preface, parameters }) =>
  subsection(title, ...(preface.length === 0 ? [] : [escape(preface.join(' ').trim())]), ...parameters.map(parameter));

/** What `--help` says of the answers file, and its example. */
const answers = () => {
  const [, text = '', example = ''] = /\n(An answers file .*?)\n\n(.*)$/s.exec(setupHelp()) ?? [];
  if (example === '') throw new Error('understudy-setup --help says nothing of the answers file any more');
  return { text: text.replace(/\s+/g, ' '), example: example.replace(/^ {2}/gm, '') };
};

/** A host with one interface: what is asked depends on what it has. */
const exampleHost = {
  isHost: true,
  manager: 'networkd',
  managerReason: null,
  hostname: 'core1',
  domain: null,
  interfaces: [{ name: 'eth0', method: 'none', address: null, gateway: null }],
  nameServers: [],
  timeZone: 'Etc/UTC',
  ntpServers: [],
  ntpReason: null,
  administrators: [],
};

/** understudy-setup(8). */
export const setupPage = (release) =>
  page(
    'understudy-setup',
    8,
    release,
    'wizard that sets up a server of an Understudy pair',
    section('SYNOPSIS', '\\fBunderstudy-setup\\fR ' + usage('[--answers FILE] [--dry-run] [--root DIR]')),
    section(
      'DESCRIPTION',
      escape(setupProgram().description()),
      paragraph(
        'Each group of parameters is configured (Yes), left as it is (Skip) or reset to its initial default values (Default). At the end everything is shown ' +
          'and has to be agreed to; with "no" the questions come again, with the answers kept. Nothing is written before.',
      ),
    ),
    section('OPTIONS', ...optionsOf(setupProgram()).map(([flags, help]) => item(usage(flags), escape(`${help}.`)))),
    section('KEYS', ...keys.map(([key, what]) => item(`\\fB${escape(key)}\\fR`, escape(`${what}.`)))),
    section('QUESTIONS', ...groupsFor({ secretIsSet: false, host: exampleHost }).map(group)),
    section('ANSWERS FILE', escape(answers().text), verbatim(answers().example)),
    section('EXIT STATUS', ...statuses.map(([status, meaning]) => item(`\\fB${status}\\fR`, escape(`${meaning}.`)))),
    section('SEE ALSO', '.BR understudy (1),', '.BR understudyd (8),', '.BR understudy.conf (5)'),
  );
