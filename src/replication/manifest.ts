import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';
import { stopIfAborted } from './stop.ts';
import type { TreePath } from './tree-path.ts';

/** One character for each byte of a name; none is zero. */
const isOfBytes = (text: string): boolean => !text.includes('\0') && !/[^\p{ASCII}\u0080-\u00ff]/u.test(text);

const treePath = z
  .string()
  .max(4096)
  .refine(isOfBytes)
  // Never out of the tree.
  .refine((path) => path === '' || path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
const mode = z.number().int().min(0).max(0o7777);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const entrySchema = z.discriminatedUnion('type', [
  z.object({
    path: treePath,
    type: z.literal('file'),
    size: z.number().int().nonnegative(),
    mode,
    mtimeMs: z.number(),
    sha256,
  }),
  z.object({
    path: treePath,
    type: z.literal('link'),
    target: z
      .string()
      .max(4096)
      .refine((target) => target !== '' && isOfBytes(target)),
  }),
  z.object({ path: treePath, type: z.literal('dir'), mode }),
]);

/** One line of a manifest; `path` is relative to the tree, empty for the tree's own folder. */
export type Entry = z.output<typeof entrySchema>;
export type FileEntry = Extract<Entry, { type: 'file' }>;

/** What a tree or a database snapshot holds, by path. */
export type Manifest = ReadonlyMap<TreePath, Entry>;

/**
 * The permissions that a copy carries. Setuid and setgid do not travel (`fixedArguments` of rsync): a file of an application
 * must not become a program that runs as another account on the second server because the first one says so. The sticky
 * bit of a folder only takes rights away, and travels.
 */
const carriedMode = ({ type, mode }: Exclude<Entry, { type: 'link' }>): number =>
  mode & (type === 'dir' ? 0o1777 : 0o777);

/** Same content, kind and permissions (as a copy carries them). Times do not count: they are no data. */
export const sameEntry = (a: Entry | undefined, b: Entry | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  if (a.type === 'link' || b.type === 'link') return a.type === 'link' && b.type === 'link' && a.target === b.target;
  if (carriedMode(a) !== carriedMode(b)) return false;
  if (a.type === 'file' && b.type === 'file') return a.sha256 === b.sha256 && a.size === b.size;
  return a.type === b.type;
};

export const filesIn = (manifest: Manifest): FileEntry[] =>
  [...manifest.values()].filter((entry) => entry.type === 'file');

export const bytesIn = (manifest: Manifest): number => filesIn(manifest).reduce((sum, { size }) => sum + size, 0);

const linesTogether = 1000;

/** Writes a manifest as JSON lines and gives its sha256. Replaces nothing: the file must be new. */
export const writeManifest = async (path: string, manifest: Manifest): Promise<string> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let lines: string[] = [];
    const flush = async (): Promise<void> => {
      const text = lines.join('');
      lines = [];
      hash.update(text);
      await handle.writeFile(text);
    };
    for (const entry of manifest.values()) {
      lines.push(`${JSON.stringify(entry)}\n`);
      if (lines.length >= linesTogether) await flush();
    }
    await flush();
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
};

const longestLine = 64 * 1024;
const mostEntries = 10_000_000;

/** The complete lines of a file, as they arrive; a line without end is refused before it fills the memory. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = `${rest}${chunk as string}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('a line is too long');
    yield lines;
  }
  if (rest !== '') throw new Error('the last line is cut off');
}

/**
 * Reads a manifest and checks every line of it: it may come from the peer.
 *
 * @throws UnderstudyError failed when it is not a manifest
 */
export const readManifest = async (path: string, signal?: AbortSignal): Promise<Manifest> => {
  const manifest = new Map<TreePath, Entry>();
  try {
    for await (const lines of linesOf(path)) {
      stopIfAborted(signal);
      for (const line of lines) {
        const entry = entrySchema.parse(JSON.parse(line));
        if (manifest.has(entry.path)) throw new Error('a path stands there twice');
        manifest.set(entry.path, entry);
      }
      if (manifest.size > mostEntries) throw new Error('there are too many lines');
    }
  } catch (error) {
    if (error instanceof UnderstudyError) throw error;
    const reason = error instanceof z.ZodError ? 'a line is no entry of a manifest' : (error as Error).message;
    throw new UnderstudyError('failed', `The manifest ${path} cannot be used: ${reason}`, {
      hint: 'run the sync again',
      cause: error,
    });
  }
  return manifest;
};
