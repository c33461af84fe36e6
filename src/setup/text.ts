import { connectionDoubt } from './connection.ts';
import type { Current, Draft } from './draft.ts';
import type { HostSettings } from '../control/host-settings-shapes.ts';
import { missingIn, type Group } from './group.ts';
import type { Parameter } from './parameter.ts';

const rule = '-'.repeat(62);

const mandatoryLines = (missing: readonly Parameter[]): string[] =>
  missing.length === 0
    ? []
    : [
        'Please note that the following parameters are mandatory and must be configured at least once.',
        ...missing.map(({ words }) => `    -> ${words}`),
      ];

/** What may not be left without a value. */
export const mustConfigure = (missing: readonly Parameter[]): string[] =>
  missing.map(({ words }) => `${words} is mandatory and must be configured at least once.`);

/** Prompts that are missing because of how this host is. */
const leftOutLines = ({ isHost, managerReason, ntpReason }: HostSettings): string[] => [
  ...(isHost && managerReason !== null ? [`The interfaces of this host are not asked for: ${managerReason}`] : []),
  ...(isHost && ntpReason !== null ? [`NTP servers are not asked for: ${ntpReason}`] : []),
];

/** What the wizard begins with (console 3). */
export const welcomeLines = (groups: readonly Group[], draft: Draft, host: HostSettings): string[] => [
  rule,
  'Understudy',
  'Welcome to the appliance setup.',
  '',
  'Please enter the requested information.  At any prompt,',
  'enter ^ to go back to the previous prompt. You may exit at',
  'any time by typing <Ctrl+C>. Enter ? for help.',
  '',
  'You will be prompted to choose whether you wish to configure a',
  'parameter, skip it, or reset it to its initial default value.',
  'Skipping a parameter will leave it unchanged from its current',
  'value.',
  ...mandatoryLines(groups.flatMap((group) => missingIn(group, draft))),
  'Changes made will only be applied to the system once all the',
  'information is entered and verified.',
  ...leftOutLines(host),
  rule,
];

/** `Current hostname=[core1]`, before it is asked whether to configure it (G2). */
export const currentLines = ({ parameters }: Group, draft: Draft): string[] =>
  parameters
    .filter(({ isAsked }) => isAsked(draft))
    .filter(({ currentName }) => currentName !== null)
    .map((parameter) => `Current ${parameter.currentName ?? parameter.words}=[${shownValue(parameter, draft)}]`);

/** The same of a group that was answered before in this setup, with all of it, and what becomes of that. */
export const keptLines = ({ parameters }: Group, draft: Draft): string[] => [
  ...parameters
    .filter(({ isAsked }) => isAsked(draft))
    .map((one) => `Current ${one.currentName ?? one.words}=[${shownValue(one, draft)}]`),
  'This was answered in this setup: skip keeps it, "undo" takes it back.',
];

/** The groups by their numbers, a star at those with mandatory parameters (console 3). */
export const menuLines = (groups: readonly Group[], draft: Draft): string[] => {
  const width = Math.max(...groups.map(({ title }) => title.length));
  const isMandatory = ({ parameters }: Group): boolean =>
    parameters.some((one) => one.isMandatory && one.isAsked(draft));
  return [
    '',
    'Configure this server (* = mandatory):',
    ...groups.map((group, index) => {
      const number = String(index + 1).padStart(2);
      return `${number}) ${group.title.padEnd(width)}  ${isMandatory(group) ? '*' : ''}`.trimEnd();
    }),
    `${String(groups.length + 1).padStart(2)}) ## Verify and apply changes ##`,
    '',
  ];
};

/** What `?` shows before a group is chosen. */
export const helpLines = ({ parameters }: Group): string[] =>
  parameters.flatMap(({ words, help }, i) =>
    parameters[i - 1]?.help === help ? [] : [`${words}:`, ...help.map((line) => `  ${line}`)],
  );

const shownValue = ({ value, shown }: Parameter, draft: Draft): string => shown?.(draft) ?? value(draft) ?? '';

interface Shown {
  readonly words: string;
  readonly value: string;
  readonly before: string | undefined;
}

const compared = (parameter: Parameter, before: Draft, after: Draft): Shown => {
  const value = shownValue(parameter, after);
  const was = shownValue(parameter, before);
  if (parameter.isNew?.(after) === true) return { words: parameter.words, value, before: '' };
  return { words: parameter.words, value, before: was === value ? undefined : was };
};

const shownLine = ({ words, value, before }: Shown, width: number): string => {
  const was = before === undefined || before === '' ? '' : `  (was ${before})`;
  return `${before === undefined ? ' ' : '*'} ${words.padEnd(width)}  ${value === '' ? 'not set' : value}${was}`;
};

/** As many lines as stand on a screen of 24 with what is asked below them. */
const mostLines = 14;

/** What changes, once more: a console shows nothing of what has left its screen. */
const recapLines = (shown: readonly Shown[], width: number): string[] => {
  const changed = shown.filter(({ before }) => before !== undefined);
  return shown.length <= mostLines || changed.length === shown.length
    ? []
    : ['What changes:', ...changed.map((line) => shownLine(line, width)), ''];
};

/** Everything that was asked for, with a star before what changes. */
export const verifyLines = (groups: readonly Group[], before: Draft, after: Draft): string[] => {
  const shown = groups
    .flatMap(({ parameters }) => parameters)
    .filter(({ isAsked }) => isAsked(after))
    .map((parameter) => compared(parameter, before, after));
  const width = Math.max(...shown.map(({ words }) => words.length));
  return [
    '',
    'Please verify the following setup information. What changes has a star.',
    '',
    '-----------------------------BEGIN----------------------------',
    '',
    ...shown.map((line) => shownLine(line, width)),
    '',
    '------------------------------END-----------------------------',
    '',
    ...recapLines(shown, width),
  ];
};

export const verifyQuestionLines: readonly string[] = [
  'You may enter "yes" to proceed with configuration, "no" to make',
  'more changes, or "^" to go back to the previous step.',
];

/** What a change of the role means here and now; undefined: nothing that needs thought (console 38). */
const roleDoubt = ({ status, mode, config }: Current, after: Draft): string | undefined => {
  if (after.mode === mode) return undefined;
  const { hostname, state, peer } = status;
  const hasClients = status.services.length > 0 || Object.keys(config.clientPorts).length > 0;
  if (after.mode === 'secondary' && state === 'active')
    return !hasClients ? undefined : `${hostname} is active: as Secondary it stops serving the clients at once.`;
  if (after.mode === 'primary' && peer.reachable && peer.state === 'active')
    return `${peer.host ?? 'The peer'} is Primary and serves the clients now: it stops as soon as ${hostname} takes over, and what ${hostname} does not have of its data is lost to the clients.`;
  return after.mode === 'primary'
    ? `${hostname} is promoted: as Primary it starts the services and serves.`
    : undefined;
};

/** What the change means for the clients and for the operator, each a sentence. */
export const doubts = (current: Current, after: Draft): string[] =>
  [roleDoubt(current, after), connectionDoubt(current, after)].filter((doubt) => doubt !== undefined);
