import { reasonOf } from '../error.ts';
import { configPlace } from './config-place.ts';
import type { Declaration } from './declaration.ts';
import { execPlace } from './exec-place.ts';
import type { Place, Word } from './place.ts';
import { resolve } from './resolve.ts';

/**
 * What is left without a word of help at a place and behind it. Parts of an entry may stand in any order: one that was
 * offered already on the way here has been looked at there.
 */
const helpless = (place: Place, path: string, offered: ReadonlySet<string> = new Set()): string[] => {
  const { value } = place;
  const keyOf = ({ name, help }: Pick<Word, 'name' | 'help'>): string => `${name}\n${help}`;
  const all = new Set([...offered, ...place.words.map(keyOf)]);
  const words = place.words.flatMap((word) => {
    if (offered.has(keyOf(word))) return [];
    const here = `${path} ${word.name}`.trim();
    return [...(word.help.trim() === '' ? [`"${here}" has no help`] : []), ...helpless(word.next(), here, all)];
  });
  if (value === undefined) return words;
  const here = `${path} ${value.form}`.trim();
  const lacks = value.help.trim() === '' ? [`"${here}" has no help`] : [];
  // What takes the rest of the line is followed by nothing.
  return [...words, ...lacks, ...(Number.isFinite(value.takes) ? helpless(value.next(), here, all) : [])];
};

const faultOfExample = (declaration: Declaration, root: Place): string | undefined => {
  const { words, example } = declaration;
  if (example.trim() === '') return `"${words}" has no example`;
  try {
    const { leaf, full } = resolve(root, example);
    if (leaf.kind !== 'command' || (leaf.repeatedBy ?? leaf.declaration) !== declaration)
      return `"${words}": its example "${example}" calls something else`;
    return full === example ? undefined : `"${words}": its example "${example}" is not written out: "${full}"`;
  } catch (error) {
    return `"${words}": its example "${example}" calls nothing: ${reasonOf(error)}`;
  }
};

const isExec = ({ modes }: Declaration): boolean => modes?.includes('exec') !== false;

/** What declarations lack that help, completion, man pages and JSON schemas are made of, a sentence each. */
export const lackingIn = (declarations: readonly Declaration[]): string[] => {
  const exec = execPlace(declarations);
  const config = configPlace(declarations.filter(isExec));
  const examples = declarations.map((declaration) => faultOfExample(declaration, isExec(declaration) ? exec : config));
  const shapeless = declarations.filter(({ words, shape }) => words.startsWith('show ') && shape === undefined);
  return [
    ...new Set([...helpless(exec, ''), ...helpless(config, 'configure:')]),
    ...examples.filter((fault) => fault !== undefined),
    ...shapeless.map(({ words }) => `"${words}" does not name the shape of its --json`),
  ];
};
