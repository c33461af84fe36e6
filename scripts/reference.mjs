import { catalog, groupHelp } from '../build/src/commands/catalog.js';
import { modifierHelp } from '../build/src/console/output/modifier.js';
import { programOf } from '../build/src/commands/program.js';

/** What the exit status of a one-shot means; scripts rely on it. */
export const exitStatuses = [
  [0, 'done, or already so'],
  [1, 'failed'],
  [2, 'usage: unknown, ambiguous or incomplete words, a bad value'],
  [3, 'not privileged'],
  [4, 'the peer is unreachable or did not answer in time'],
  [5, 'refused in this state, or by this peer'],
  [130, 'interrupted'],
];

/** `failover sync HOST`: the words, and the forms of what stands behind them. */
export const usageOf = ({ words, parameters = [], repeats }) =>
  [
    words,
    ...parameters.map(({ form, optional }) => (optional ? `[${form}]` : form)),
    ...(repeats === undefined ? [] : [repeats, 'COMMAND']),
  ].join(' ');

/** What may stand behind the words, each with its help; of few words, every one. */
export const parametersOf = ({ parameters = [] }) =>
  parameters.flatMap(({ form, help, choices }) => (choices === undefined ? [[form, help]] : Object.entries(choices)));

/** Who may type it and where, where that is not everybody at the prompt. */
export const conditionsOf = ({ privilege, modes = ['exec'], interactiveOnly }) => [
  ...(privilege === 'privileged' ? ['privileged'] : []),
  ...(modes.includes('exec') ? [] : ['only in configuration mode']),
  ...(interactiveOnly === true ? ['only at the prompt'] : []),
];

/** The commands by their first word, in the order of `?`. */
export const commandGroups = () => {
  const groups = new Map();
  for (const declaration of catalog) {
    const [word] = declaration.words.split(' ');
    const group = groups.get(word) ?? { word, help: groupHelp[word] ?? '', commands: [] };
    groups.set(word, { ...group, commands: [...group.commands, declaration] });
  }
  return [...groups.values()];
};

/** Names and help of the output modifiers. */
export const modifiers = Object.entries(modifierHelp);

/** `-c, --command <line>` and what it is for. */
export const optionsOf = ({ options }) => options.map(({ flags, description }) => [flags, description]);
export const consoleOptions = () => optionsOf(programOf());
