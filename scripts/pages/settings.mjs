import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf } from '../../build/src/config/config.js';

const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const initialOf = ({ initial, kind, required }) =>
  initial === undefined ? (required ? 'has to be given' : 'none') : `\`${kind.print(initial)}\``;

const settings = fieldKeys.map((key) => {
  const field = fieldOf(key);
  return row(`\`${field.words.join(' ')}\``, `\`${field.kind.form}\``, initialOf(field), field.help);
});

const entries = entryKeys.flatMap((key) => {
  const entry = entryOf(key);
  const parts = partsOf(key).map(([, part]) =>
    row(`\`${part.words.join(' ')}\``, `\`${part.kind.form}\``, initialOf(part), part.help),
  );
  return [
    '',
    `## ${entry.words.join(' ')} ${entry.name.form}`,
    `${entry.help}. One line, its parts in any order; a line with some of the parts changes those.`,
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
    'bring a setting back to its default or remove an entry. Generated from `src/config/field.ts` by `npm run generate`.',
    '',
    '| setting | value | default | |',
    '|---|---|---|---|',
    ...settings,
    ...entries,
  ].join('\n')}\n`,
);
