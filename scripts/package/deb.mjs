import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runQuietly, Stop } from '../program.mjs';
import { controlFiles } from './control.mjs';

const folderMode = 0o755;

/** Folders of a path below `root` that are not there yet, with the mode of Debian's, whatever the umask is. */
const makeFolders = (root, path) => {
  if (path === '.') return;
  makeFolders(root, dirname(path));
  try {
    mkdirSync(join(root, path));
    chmodSync(join(root, path), folderMode);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
};

const place = (root, { path, mode, from, text, link }) => {
  const target = join(root, path);
  makeFolders(root, dirname(path));
  if (link !== undefined) return symlinkSync(link, target);
  if (from !== undefined) copyFileSync(from, target);
  else if (text !== undefined) writeFileSync(target, text);
  else makeFolders(root, path);
  chmodSync(target, mode);
};

/** Everything has the time of the commit, so that two builds are the same byte for byte. */
const setTimes = async (root, instant) => {
  const { exitStatus, output } = await runQuietly('find', [
    root,
    '-exec',
    'touch',
    '-h',
    '-d',
    `@${instant}`,
    '{}',
    '+',
  ]);
  if (exitStatus !== 0) throw new Stop(`${output}\nThe times of the package's files could not be set.`);
};

/** Copies all entries; what dpkg is told of them is told of the copies. */
const fill = (tree, release, entries) => {
  mkdirSync(tree);
  chmodSync(tree, folderMode);
  for (const entry of entries) place(tree, entry);
  const copies = entries.map((entry) =>
    entry.from === undefined ? entry : { ...entry, from: join(tree, entry.path) },
  );
  for (const entry of controlFiles(release, copies)) place(tree, entry);
};

/**
 * Writes a Debian package to `file`, as a whole or not at all.
 *
 * @param offer calls what it is given with the entries, while nobody changes their files
 * @param compression what `dpkg-deb` is told of it @throws Stop with what dpkg-deb said
 */
export const writeDeb = async (file, release, offer, compression) => {
  mkdirSync(dirname(file), { recursive: true });
  const root = mkdtempSync(join(dirname(file), '.package-'));
  try {
    const tree = join(root, 'tree');
    await offer((entries) => fill(tree, release, entries));
    await setTimes(tree, release.instant);
    const unfinished = join(root, 'unfinished.deb');
    const options = ['--root-owner-group', ...compression, '--build', tree, unfinished];
    const environment = { ...process.env, LC_ALL: 'C', SOURCE_DATE_EPOCH: String(release.instant) };
    const { exitStatus, output } = await runQuietly('dpkg-deb', options, environment);
    if (exitStatus !== 0) throw new Stop(`${output}\ndpkg-deb failed with exit status ${exitStatus}.`);
    renameSync(unfinished, file);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
