/** Whoever acts, as far as that is known. */
interface Who {
  readonly user: string;
  /** The account that logged in, by the kernel. */
  readonly login: string | null;
  readonly claims: string | null;
}

/** `root (alice)`: the account, and who is behind it. A name that only the client tells stands in quotes. */
export const whoIs = ({ user, login, claims }: Who): string => {
  if (login !== null && login !== user) return `${user} (${login})`;
  return claims === null || claims === user ? user : `${user} ("${claims}")`;
};

/** `pts/1 "10.0.0.7"`; a dash for neither. */
export const whereIs = ({
  terminal,
  from,
}: {
  readonly terminal: string | null;
  readonly from: string | null;
}): string => [terminal, from === null ? null : `"${from}"`].filter((part) => part !== null).join(' ') || '-';
