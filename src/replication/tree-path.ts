/**
 * Paths inside a tree, relative to its root. Linux names are bytes in any encoding or none, so a path is kept as a string
 * of one character for each byte (latin1): nothing is lost, and it goes through JSON and Map keys.
 */
export type TreePath = string;

/** The path for the file system. */
export const bytesUnder = (root: string, path: TreePath): Buffer =>
  path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);

export const joinTree = (folder: TreePath, name: string): TreePath => (folder === '' ? name : `${folder}/${name}`);

/** As an operator reads it; without control characters, since names may come from the peer. */
export const printTreePath = (path: TreePath): string =>
  path === ''
    ? '.'
    : Buffer.from(path, 'latin1')
        .toString('utf8')
        .replace(/\p{Cc}/gu, '?');

/** Some of the paths, for a sentence: `a, b, c and 14 more`. */
export const printSome = (paths: readonly TreePath[], most = 5): string => {
  const shown = paths.slice(0, most).map(printTreePath).join(', ');
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
};
