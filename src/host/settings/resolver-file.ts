const wordsOf = (line: string): string[] =>
  line
    .replace(/[#;].*$/, '')
    .trim()
    .split(/\s+/)
    .filter(Boolean);

const valuesOf = (text: string, key: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [word, ...values] = wordsOf(line);
    return word === key ? values : [];
  });

export const nameServersIn = (text: string): string[] => valuesOf(text, 'nameserver').slice(0, 3);

/** The domains that a short name is looked for in. The last line of its kind counts. */
export const searchedIn = (text: string): string[] => {
  const last = text.split('\n').findLast((line) => ['search', 'domain'].includes(wordsOf(line)[0] ?? ''));
  return last === undefined ? [] : wordsOf(last).slice(1);
};

/** The searched domains with this host's own one in the place of the one before. */
export const searchedWith = (
  searched: readonly string[],
  before: string | null,
  now: string | null,
): readonly string[] => {
  const others = searched.filter((domain) => domain !== before && domain !== now);
  return now === null ? others : [now, ...others];
};

/** `/etc/resolv.conf` with these name servers and domains; its options and comments stay. */
export const resolverFile = (text: string, nameServers: readonly string[], searched: readonly string[]): string => {
  const kept = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !['nameserver', 'search', 'domain'].includes(wordsOf(line)[0] ?? ''));
  return [
    ...kept,
    ...(searched.length === 0 ? [] : [`search ${searched.join(' ')}`]),
    ...nameServers.map((address) => `nameserver ${address}`),
    '',
  ].join('\n');
};
