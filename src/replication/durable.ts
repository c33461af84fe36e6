import { execa } from 'execa';
import { faultOf } from './system-fault.ts';

/**
 * Makes everything written so far to the file system that holds `path` survive a power cut (syncfs): once for a whole
 * copy, which is far cheaper than an fsync for each of its files.
 *
 * @throws UnderstudyError when the kernel could not write all of it
 */
export const syncFileSystem = async (path: string): Promise<void> => {
  try {
    await execa('sync', ['--file-system', path], { env: { LC_ALL: 'C' }, stdin: 'ignore' });
  } catch (error) {
    throw faultOf(`${path} cannot be made durable`, error);
  }
};
