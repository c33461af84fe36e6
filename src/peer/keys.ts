import { chmod, mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { sshKey } from '../config/value.ts';
import { reasonOf, UnderstudyError } from '../error.ts';
import { writeDurably } from '../durable-file.ts';

const sshKeygen = async (args: readonly string[]): Promise<string> => {
  const { failed, code, stdout, stderr } = await execa('ssh-keygen', args, {
    reject: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
    timeout: 20_000,
  });
  if (code === 'ENOENT') {
    throw new UnderstudyError('resource', 'ssh-keygen is missing', { hint: 'apt-get install openssh-client' });
  }
  if (failed) throw new UnderstudyError('failed', `ssh-keygen ${args.at(-1) ?? ''} failed: ${stderr.trim()}`);
  return stdout;
};

const there = async (path: string): Promise<boolean> => {
  const handle = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UnderstudyError('resource', `The key ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  });
  await handle?.close();
  return handle !== undefined;
};

const derivePublicKey = async (path: string): Promise<string> => {
  const text = await sshKeygen(['-y', '-P', '', '-f', path]);
  try {
    return sshKey.parse(text);
  } catch (cause) {
    throw new UnderstudyError('resource', `${path} is not an ed25519 key`, {
      hint: 'move it away: a new one is made at the next start, and has to be told to the peer',
      cause,
    });
  }
};

const generate = async (path: string, comment: string): Promise<void> => {
  const folder = await mkdtemp(join(dirname(path), '.key-'));
  try {
    const beside = join(folder, basename(path));
    await sshKeygen(['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', beside]);
    const handle = await open(beside, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(beside, path);
    const parent = await open(dirname(path));
    await parent.sync().finally(() => parent.close());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * This server's ed25519 key pair: made when there is none, and kept for ever after. The private file is owner-only; the
 * public one stands beside it as `PATH.pub`.
 *
 * @returns the public key, `ssh-ed25519 AAAA…`
 * @throws UnderstudyError resource when what is there is no such key or ssh-keygen is missing
 */
export const ensureKeyPair = async (path: string, comment: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  if (!(await there(path))) await generate(path, comment);
  await chmod(path, 0o600);
  const key = await derivePublicKey(path);
  const text = `${key} ${comment}\n`;
  const before = await readFile(`${path}.pub`, 'utf8').catch(() => '');
  if (before !== text) await writeDurably(`${path}.pub`, text, 0o644);
  return key;
};

/** The public half of a key that `ensureKeyPair` made: `ssh-ed25519 AAAA…`, two words. */
export const publicKeyOf = async (path: string): Promise<string> => {
  try {
    return sshKey.parse(await readFile(`${path}.pub`, 'utf8'));
  } catch (cause) {
    throw new UnderstudyError('resource', `This server's public key ${path}.pub cannot be used: ${reasonOf(cause)}`, {
      hint: 'the worker writes it anew when it starts',
      cause,
    });
  }
};
