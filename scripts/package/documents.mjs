import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { at } from '../project.mjs';
import { shippedPackages } from './npm-packages.mjs';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (number) => String(number).padStart(2, '0');

/** As `date -R` writes an instant, in UTC. */
const mailDate = (seconds) => {
  const date = new Date(seconds * 1000);
  const day = `${weekdays[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${date.getUTCFullYear()} ${time} +0000`;
};

const changeWidth = 76;

/** One change as Debian's tools like it: a star, and lines that are not too long. */
const asItem = (words) => {
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== '' && line.length + word.length > changeWidth - 4) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, index) => `${index === 0 ? '  * ' : '    '}${line}`);
};

/** The newest section of CHANGELOG.md. */
const newestChanges = () => {
  const [, section = ''] = readFileSync(at('CHANGELOG.md'), 'utf8').split(/^## .*$/m);
  return section
    .replace(/^#.*$/gm, '')
    .split(/^- /m)
    .slice(1)
    .flatMap((item) => asItem(item.trim().split(/\s+/)));
};

/** What Debian's tools read of the changes. */
export const changelog = ({ version, instant, maintainer }) =>
  [
    `understudy (${version}) stable; urgency=medium`,
    '',
    ...newestChanges(),
    '',
    ` -- ${maintainer}  ${mailDate(instant)}`,
    '',
  ].join('\n');

const licenceFile = (folder) => {
  if (!existsSync(at(folder))) return undefined;
  const name = readdirSync(at(folder)).find((file) => /^(?:licen[cs]e|copying)(?:[.-]|$)/i.test(file));
  return name === undefined ? undefined : readFileSync(at(`${folder}/${name}`), 'utf8');
};

/** The text of a licence as a field of a copyright file: indented, and a dot where a line is empty. */
const asField = (text) =>
  text
    .replaceAll('\r', '')
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n');

const holders = (text) => {
  const lines = text.split('\n').filter((line) => /^\W*copyright (?:\(c\)|©|\d)/i.test(line.trim()));
  return lines.length === 0 ? ['its authors'] : [...new Set(lines.map((line) => line.trim().replace(/^\W+/, '')))];
};

const paragraph = ({ files, copyright, licence, text }) =>
  [
    `Files: ${files}`,
    `Copyright: ${copyright.join('\n           ')}`,
    `License: ${licence}`,
    ...(text === undefined ? [] : [asField(text)]),
  ].join('\n');

const apache = ` On Debian systems the text of the Apache License, version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.`;

const ofPackage = ({ path, version, licence }) => {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const text = licenceFile(path);
  const files = `usr/lib/understudy/${path}/*`;
  const who = text === undefined ? ['its authors'] : holders(text);
  if (licence === 'Apache-2.0') return paragraph({ files, copyright: who, licence });
  const label = `${licence ?? 'MIT'}-of-${name.replace(/[@/]+/g, '.').replace(/^\./, '')}-${version}`;
  return paragraph({
    files,
    copyright: who,
    licence: label,
    text: text ?? `${licence}: the package names its licence and has no text of it.`,
  });
};

/** Who holds the rights of everything in the package, and under which licences. */
export const copyright = ({ runtimePackage }) =>
  [
    [
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
      'Upstream-Name: understudy',
      'Source: the repository that "npm run package" was run in',
    ].join('\n'),
    paragraph({ files: '*', copyright: ['the authors of Understudy'], licence: 'Apache-2.0' }),
    paragraph({
      files: 'usr/lib/understudy/runtime/node',
      copyright: ['Node.js contributors, and the authors of the libraries within it'],
      licence: 'Node',
      text: licenceFile(runtimePackage) ?? 'See https://github.com/nodejs/node/blob/main/LICENSE',
    }),
    ...shippedPackages().map(ofPackage),
    `License: Apache-2.0\n${apache}`,
    '',
  ].join('\n\n');
