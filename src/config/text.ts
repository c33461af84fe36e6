import { addressFaults } from './address-faults.ts';
import { entryKeys, fieldKeys, fieldOf, initialConfig, type Config, type EntryKey, type FieldKey } from './config.ts';
import { differenceOf } from './difference.ts';
import { entryLines } from './entry.ts';
import { readLines, type LineFault } from './lines.ts';
import { secretMask } from './secret-mask.ts';
import { serviceFaults } from './service-order.ts';
import { fieldLine } from './statement.ts';
import { witnessFaults } from './witness-faults.ts';

const entryBlocks = (config: Config, key: EntryKey, all: boolean): string[][] =>
  Object.entries(config[key] as Record<string, Record<string, unknown>>)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([name, values]) => entryLines({ key, name, values }, all));

/**
 * The configuration as text: what `show running-config` prints and what the file holds. Settings at their default are
 * left out unless `all`; secrets are masked unless `secrets`.
 */
export const printConfig = (config: Config, options: { all?: boolean; secrets?: boolean } = {}): string => {
  const linesOf = (keys: readonly FieldKey[]): string[] =>
    keys.flatMap((key) => {
      const field = fieldOf(key);
      const isInitial = JSON.stringify(config[key]) === JSON.stringify(field.initial);
      const text =
        isInitial && options.all !== true ? undefined : fieldLine(field, config[key], options.secrets !== true);
      return text === undefined ? [] : [text];
    });
  const refers = (key: FieldKey): boolean => fieldOf(key).refersToEntry === true;
  const blocks = [
    linesOf(fieldKeys.filter((key) => !refers(key))),
    ...entryKeys.flatMap((key) => entryBlocks(config, key, options.all === true)),
    linesOf(fieldKeys.filter(refers)),
  ].filter((block) => block.length > 0);
  return [...blocks.flatMap((block) => ['!', ...block]), '!', 'end', ''].join('\n');
};

const secretWords = fieldKeys
  .map(fieldOf)
  .filter(({ secret }) => secret === true)
  .map(({ words }) => words.join(String.raw`[ \t]+`));
/** Lines of a printed configuration, or of a difference, that hold a secret. */
const secretLine = new RegExp(`^([+-]?\\s*(?:${secretWords.join('|')}))[ \\t].*$`, 'gim');

/** A configuration's text with its secrets masked. */
export const maskSecrets = (text: string): string => text.replace(secretLine, `$1 ${secretMask}`);

/** The secrets of a configuration's text, in their order. */
export const secretsIn = (text: string): string[] =>
  [...text.matchAll(secretLine)].map(([line, words = '']) => line.slice(words.length).trim());

/** Stands in a difference for a secret that is another one in both. */
export const changedSecret = (words: string): string => `! ${words}: changed`;

/** A secret that was taken away and added is one that changed. */
const withChangedSecrets = (lines: readonly string[]): string[] => {
  const wordsBehind = (mark: string, line: string): string | undefined =>
    line.startsWith(mark) && line.endsWith(` ${secretMask}`)
      ? line.slice(mark.length).replace(` ${secretMask}`, '').trim()
      : undefined;
  const added = lines.map((line) => wordsBehind('+ ', line));
  const removed = lines.map((line) => wordsBehind('- ', line));
  return lines.flatMap((line, i) => {
    const [now, old] = [added[i], removed[i]];
    if (now !== undefined && removed.includes(now)) return [];
    return old !== undefined && added.includes(old) ? [changedSecret(old)] : [line];
  });
};

/** What leads from one printed configuration to another, line by line; that a secret differs is seen, but not what it is. */
export const configDifference = (before: string, after: string): string[] =>
  withChangedSecrets(differenceOf(before.split('\n'), after.split('\n')).map(maskSecrets));

/** One of the two paths is the other, or lies in it. */
export const overlap = (a: string, b: string): boolean => {
  const [inner, outer] = [a, b]
    .map((path) => (path.endsWith('/') ? path : `${path}/`))
    .sort((x, y) => y.length - x.length) as [string, string];
  return inner.startsWith(outer);
};

/** Datasets that would replace each other's files. */
const overlaps = (config: Config): string[] => {
  const all = Object.entries(config.datasets);
  return all.flatMap(([name, { path }], i) =>
    all
      .slice(i + 1)
      .filter(([, other]) => overlap(path, other.path))
      .map(([other]) => `dataset ${name} and dataset ${other} lie in each other: give each a folder of its own`),
  );
};

/** What is wrong with the configuration as a whole, each a sentence with its remedy. */
export const faultsOf = (config: Config): string[] => {
  const faults: string[] = [];
  const trusted = Object.keys(config.trustedHosts);
  if (config.peer !== undefined && !trusted.includes(config.peer)) {
    faults.push(
      `failover peer ${config.peer} is no trusted host: add "trusted-host ${config.peer} …" first, or name another peer`,
    );
  }
  if (trusted.includes(config.hostname))
    faults.push(`trusted-host ${config.hostname} has this server's own name: names are unique in a pair`);
  if (config.highAvailability === 'enable' && config.peer === undefined)
    faults.push('high-availability enable needs a "failover peer"');
  const keys = trusted.map((name) => config.trustedHosts[name]?.key);
  const shared = trusted.find((_name, i) => keys.indexOf(keys[i]) !== i);
  if (shared !== undefined)
    faults.push(`trusted-host ${shared} has the key of another trusted host: a key says who calls`);
  faults.push(...addressFaults(config), ...witnessFaults(config));
  const ports = [...config.healthPorts, ...Object.keys(config.clientPorts).map(Number)];
  faults.push(...overlaps(config), ...serviceFaults(config));
  const twice = ports.find((port, i) => ports.indexOf(port) !== i);
  if (twice !== undefined)
    faults.push(`port ${twice} is used twice: health pages and client ports each need their own`);
  return faults;
};

/**
 * Reads a whole configuration text onto `base` (the defaults when left out). All or nothing: with any fault the config is
 * undefined.
 *
 * @param kept whose secrets the mask stands for
 */
export const parseConfig = (
  text: string,
  base: Config = initialConfig(),
  kept: Config = base,
): { config: Config | undefined; faults: LineFault[]; warnings: readonly string[] } => {
  const read = readLines(text.split('\n'), base, { kept });
  const faults = [...read.faults];
  for (const message of faultsOf(read.config)) faults.push({ line: 0, message });
  return { config: faults.length === 0 ? read.config : undefined, faults, warnings: read.warnings };
};
