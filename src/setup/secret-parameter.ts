import { fieldOf } from '../config/config.ts';
import type { Parameter } from './parameter.ts';

/** Stands for a secret that is set. */
export const shownSecret = '********';
/** What the worker takes (`POST /v1/setup`). */
const longest = 256;
/** As for the password of an administrator. A hash is taken as it is: nobody knows what it was made of. */
const shortest = 8;

const check = (text: string): void => {
  if (!/^\P{Cc}+$/u.test(text)) throw new Error('a secret without control characters is needed');
  if (text.length < shortest && !text.startsWith('scrypt$'))
    throw new Error(`a secret of at least ${shortest} characters is needed`);
  if (text.length > longest) throw new Error(`a secret has at most ${longest} characters`);
};

/** `enable secret`: typed twice and never shown. The hash it is stored as can be given as well. */
export const secretParameter = (secretIsSet: boolean): Parameter => ({
  words: fieldOf('enableSecret').words.join(' '),
  label: 'Enable secret',
  preface: () => [`It has at least ${shortest} characters, is typed twice and is not shown.`],
  help: [
    'The secret that "enable" asks for. It is typed twice, is not shown, and only its hash is kept.',
    `It has at least ${shortest} characters.`,
  ],
  isSecret: true,
  isMandatory: true,
  isAsked: () => true,
  isNew: ({ secret }) => secret !== undefined,
  value: ({ secret }) => (secret !== undefined || secretIsSet ? shownSecret : undefined),
  take: (draft, text) => {
    check(text);
    return { ...draft, secret: text };
  },
  reset: (draft) => draft,
});
