/** What this host is called, and where. */
export interface HostName {
  readonly hostname: string;
  readonly domain: string | null;
}

interface Line {
  readonly address: string;
  readonly names: readonly string[];
  readonly comment: string;
}

const lineIn = (text: string): Line | undefined => {
  const [, said = '', comment = ''] = /^([^#]*)(#.*)?$/.exec(text) ?? [];
  const [address, ...names] = said.split(/\s+/).filter(Boolean);
  return address === undefined || names.length === 0 ? undefined : { address, names, comment };
};

const printed = ({ address, names, comment }: Line): string =>
  `${address}\t${names.join(' ')}${comment === '' ? '' : ` ${comment}`}`;

export const fullNameOf = ({ hostname, domain }: HostName): string =>
  domain === null ? hostname : `${hostname}.${domain}`;

const namesOf = (name: HostName): string[] => [...new Set([fullNameOf(name), name.hostname])];

const loopback = ['127.0.0.1', '::1'];

/** The domain that `/etc/hosts` gives a host: what stands behind its name, and a dot. */
export const domainInHosts = (text: string, hostname: string): string | undefined => {
  const names = text.split('\n').flatMap((line) => lineIn(line)?.names ?? []);
  return names
    .find((name) => name.toLowerCase().startsWith(`${hostname}.`))
    ?.slice(hostname.length + 1)
    .toLowerCase();
};

/**
 * `/etc/hosts` with another name of this host, or with other addresses of it. Lines about others stay as they are, and so
 * do other names of this one. Where no line has the name, Debian's own `127.0.1.1` gets it.
 *
 * @param moved addresses of this host, before and now
 */
export const renamedHosts = (
  text: string,
  before: HostName,
  now: HostName,
  moved: ReadonlyMap<string, string>,
): string => {
  const old = [...new Set([...namesOf(before), `${before.hostname}.localdomain`])];
  const mine = namesOf(now);
  const isOwn = ({ address, names }: Line): boolean =>
    names.some((name) => old.includes(name.toLowerCase())) && (address === '127.0.1.1' || moved.has(address));
  const renamed = ({ address, names, comment }: Line, others: readonly string[]): string | undefined => {
    if (isOwn({ address, names, comment })) {
      const aliases = others.filter((name) => !mine.includes(name));
      return printed({ address: moved.get(address) ?? address, names: [...mine, ...aliases], comment });
    }
    // The old name on loopback would go on meaning this host.
    const isLeftOver = loopback.includes(address) && others.length > 0 && others.length < names.length;
    return isLeftOver ? printed({ address, names: others, comment }) : undefined;
  };
  const all = text.split('\n');
  const lines = all.map((line) => {
    const read = lineIn(line);
    const others = read?.names.filter((name) => !old.includes(name.toLowerCase())) ?? [];
    return read === undefined ? line : (renamed(read, others) ?? line);
  });
  const isThere = all.map(lineIn).some((line) => line !== undefined && isOwn(line));
  if (isThere) return lines.join('\n');
  const own = printed({ address: '127.0.1.1', names: namesOf(now), comment: '' });
  const at = lines.findIndex((line) => lineIn(line)?.address === '127.0.0.1') + 1;
  return lines.toSpliced(at, 0, own).join('\n');
};
