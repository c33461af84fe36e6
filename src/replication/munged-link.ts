/** What rsync puts before the target of a link that it receives, so that it leads nowhere (`--munge-links`). */
const prefix = '/rsyncd-munged/';

/** The target that a link in a copy stands for. */
export const copiedTarget = (target: string): string =>
  target.startsWith(prefix) ? target.slice(prefix.length) : `not as copied: ${target}`;
