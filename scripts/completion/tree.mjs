import { programOf } from '../../build/src/commands/program.js';
import { placeFor } from '../../build/src/console/lines/session.js';
import { setupProgram } from '../../build/src/setup/options.js';
import { commandLine } from '../../build/src/worker/command-line.js';

/** A word that none of the three shells reads as anything else. */
const plainWord = /^[a-z0-9][a-z0-9.-]*$/;

/**
 * The places of the command tree with numbers, so that a shell can walk over them: the words that may stand at each and the
 * place behind every one; the value, if one may stand there. Places that are alike are one.
 */
const numbered = (root) => {
  const places = [];
  const known = new Map();
  const numberOf = (place) => {
    const words = place.words.map(({ name, help, next }) => {
      if (!plainWord.test(name)) throw new Error(`"${name}" cannot be completed by a shell`);
      return { name, help, to: numberOf(next()) };
    });
    const { value } = place;
    const free =
      value === undefined
        ? undefined
        : {
            kind: value.names ?? '',
            takes: Number.isFinite(value.takes) ? value.takes : 0,
            to: Number.isFinite(value.takes) ? numberOf(value.next()) : -1,
          };
    const found = { words, value: free };
    const key = JSON.stringify(found);
    if (!known.has(key)) known.set(key, places.push(found) - 1);
    return known.get(key);
  };
  return { start: numberOf(root), places };
};

const kindOf = ({ flags, required }) => {
  if (!required) return 'none';
  if (flags.includes('<dir>')) return 'folder';
  return flags.includes('<file>') ? 'file' : 'line';
};

const optionsOf = (program) =>
  program.options.map((option) => ({
    names: [option.short, option.long].filter((name) => name != null),
    help: option.description,
    takes: kindOf(option),
  }));

/**
 * What a shell completes behind `understudy`: the places of words, and the options with what each takes; and the programs
 * that have options alone.
 */
export const completionTree = async () => {
  const exec = await placeFor({ mode: 'exec', privileged: true, interactive: false });
  const others = [setupProgram(), commandLine()].map((program) => ({
    name: program.name(),
    options: optionsOf(program),
  }));
  return { ...numbered(exec), options: optionsOf(programOf()), others };
};

/** Names of the options that take this. */
export const optionsThatTake = (options, ...kinds) =>
  options.filter(({ takes }) => kinds.includes(takes)).flatMap(({ names }) => names);
