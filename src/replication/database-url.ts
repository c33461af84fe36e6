import { pathToFileURL } from 'node:url';

/** A database as SQLite takes it: the file has to be there, and with `immutable` nothing is ever written beside it. */
export const databaseUrl = (path: string, how: 'live' | 'immutable'): URL => {
  const url = pathToFileURL(path);
  url.search = how === 'live' ? 'mode=rw' : 'immutable=1';
  return url;
};
