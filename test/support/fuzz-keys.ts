import { catalog } from '../../src/commands/catalog.ts';
import { fieldKeys, fieldOf } from '../../src/config/config.ts';
import type { Dice } from './dice.ts';
import { hostile } from './fuzz-transport.ts';

/** What no operator should ever see. */
export const forbidden = /\n\s+at .*[(/].*:\d+:\d+|\bundefined\b|\[object |NaN/;

const lines = [
  ...catalog.map(({ words }) => words),
  ...catalog.map(({ example }) => example),
  ...fieldKeys.map((key) => fieldOf(key).words.join(' ')),
  'configure terminal',
  'dataset x kind files path /srv',
  'trusted-host core1',
  'client-port 80',
];
/** The wizard has a keyboard of its own. */
const usableLines = lines.filter((line) => !/^(setup|exit|quit)/.test(line));

const keys = [
  ...[
    '\r',
    '\n',
    '\r\n',
    '\t',
    '\t\t',
    '?',
    ' ',
    ' | ',
    '|',
    '\u007f',
    '\b',
    '\u0003',
    '\u0004',
    '\u001a',
    '\u0016',
    '\u0016?',
  ],
  ...[
    '\u0012',
    '\u0012sh',
    '\u0007',
    '\u0001',
    '\u0005',
    '\u000b',
    '\u0015',
    '\u0017',
    '\u0019',
    '\u000c',
    '\u0014',
    '\u001f',
  ],
  ...[
    '\u001b[A',
    '\u001b[B',
    '\u001b[C',
    '\u001b[D',
    '\u001b[H',
    '\u001b[F',
    '\u001b[3~',
    '\u001bb',
    '\u001bf',
    '\u001bd',
  ],
  ...[
    '\u001b[5~',
    '\u001bOP',
    '\u001b[200~',
    '\u001b[201~',
    '\u001b\r',
    '\u001b[1;5D',
    '\u001b[Z',
    '\u001b',
    '\u001b[',
    '\u001b[999999C',
  ],
  ...[
    'y',
    'n',
    'q',
    'yes\r',
    'x',
    '1',
    '-',
    '"',
    "'",
    '\\',
    '!',
    '#',
    '/',
    '..',
    '\u0000',
    '\u009b',
    '\ud83d\ude00',
    'é',
    'e\u0301',
    '世界',
    '👩‍🚀',
  ],
  ...[
    'include ',
    'exclude a',
    'json',
    'count .',
    'section x',
    'redirect f',
    'append f',
    'no-more',
    'begin (',
    'no ',
    'default ',
    'do ',
  ],
  hostile,
];

const character = (dice: Dice): string => {
  const kind = dice.below(8);
  if (kind < 4) return String.fromCharCode(97 + dice.below(26));
  if (kind === 4) return String.fromCharCode(dice.below(0x100));
  const code = dice.below(0x20000);
  return code >= 0xd800 && code < 0xe000 ? ' ' : String.fromCodePoint(code);
};

/** A piece of what somebody might type: a whole line, a part of one, keys, anything. */
export const keyPiece = (dice: Dice): string => {
  const kind = dice.below(12);
  if (kind < 3) return `${dice.of(usableLines)}\r`;
  if (kind < 5) return dice.of(usableLines).slice(0, dice.below(20));
  if (kind < 10) return dice.of(keys);
  if (kind === 10) return character(dice);
  return dice.below(20) === 0 ? character(dice).repeat(dice.below(6000)) : character(dice).repeat(3);
};
