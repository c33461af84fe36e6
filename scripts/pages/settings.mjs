import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf } from '../../build/src/config/config.js';

const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const initialOf = ({ initial, kind, required }) =>
  initial === undefined ? (required ? 'has to be given' : 'none') : `\`${kind.print(initial)}\``;

const helpOf = ({ help, kind }) =>
  [help, ...Object.entries(kind.choices ?? {}).map(([name, meaning]) => `\`${name}\` ${meaning}`)].join('<br>');

const settings = fieldKeys.map((key) => {
  const field = fieldOf(key);
  return row(`\`${field.words.join(' ')}\``, `\`${field.kind.form}\``, initialOf(field), helpOf(field));
});

const entries = entryKeys.flatMap((key) => {
  const entry = entryOf(key);
  const parts = partsOf(key).map(([, part]) =>
    row(`\`${part.words.join(' ')}\``, `\`${part.kind.form}\``, initialOf(part), helpOf(part)),
  );
  return [
    '',
    `## ${entry.words.join(' ')} ${entry.name.form}`,
    `${entry.help}.`,
    '',
    '| part | value | default | |',
    '|---|---|---|---|',
    ...parts,
  ];
});

process.stdout.write(
  `${[
    '# Settings',
    '',
    'What `configure terminal` takes, `show running-config` prints and `/etc/understudy/understudy.conf` holds. `no` and `default` before the words',
    'bring a setting back to its default or remove an entry. What can stand several times has a name, and parts: each on a line below the name, indented by a blank, or',
    'all behind it on one line, in any order. Generated from `src/config/field.ts` by `npm run generate`.',
    '',
    '| setting | value | default | |',
    '|---|---|---|---|',
    ...settings,
    ...entries,
  ].join('\n')}\n`,
);
