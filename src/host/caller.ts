import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dlopen } from 'node:ffi';
import type { Socket } from 'node:net';

/** Who opened the other end of a Unix socket, by the kernel; what it became later does not matter. */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
}

/** Of Linux on amd64 and arm64. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** `struct ucred`: pid, uid, gid. */
const ucredBytes = 12;

const libc = dlopen(null, {
  getsockopt: { arguments: ['int32', 'int32', 'int32', 'buffer', 'buffer'], return: 'int32' },
});

/** node:net knows the descriptor, and tells nobody. */
const descriptorOf = (socket: Socket): number | undefined =>
  (socket as unknown as { _handle?: { readonly fd?: number } | null })._handle?.fd;

/** The process at the other end of a connection; undefined when the connection has gone already. */
export const credentialsOf = (socket: Socket): Credentials | undefined => {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined || descriptor < 0) return undefined;
  const ucred = Buffer.alloc(ucredBytes);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ucredBytes);
  const failed = libc.functions.getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, ucred, length) !== 0;
  if (failed || length.readUInt32LE() !== ucredBytes) return undefined;
  return { pid: ucred.readInt32LE(0), uid: ucred.readUInt32LE(4) };
};

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Majors 136 to 143 are pseudo-terminals, 4 consoles and serial lines. */
const terminalName = (device: number): string | null => {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major !== 4) return null;
  return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
};

/** The terminal that a process belongs to, e.g. `pts/3`; null when it has none or cannot be seen. */
export const terminalOf = (pid: number): string | null => {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name of the program stands in parentheses and may hold anything, parentheses too.
  const device = stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(4);
  return device === undefined ? null : terminalName(Number(device));
};

const unsetLogin = 4_294_967_295;

/** The account as which a process's user logged in, which neither su nor sudo changes; null where the kernel was not told. */
export const loginOf = (pid: number): number | null => {
  const text = textOf(`/proc/${pid}/loginuid`)?.trim() ?? '';
  return text === '' || Number(text) === unsetLogin ? null : Number(text);
};

const names = new Map<number, string>();
const getentTimeoutMs = 2000;

const lookUp = async (uid: number): Promise<string | undefined> => {
  const nameIn = (text: string): string | undefined =>
    text
      .split('\n')
      .find((line) => line.split(':')[2] === String(uid))
      ?.split(':')[0];
  const local = nameIn(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  if (local !== undefined) return local;
  const { execa } = await import('execa');
  const { stdout } = await execa('getent', ['passwd', String(uid)], { reject: false, timeout: getentTimeoutMs });
  return typeof stdout === 'string' ? nameIn(stdout) : undefined;
};

/** The name of an account, also of one that a directory service knows; `uid 1234` for one without. */
export const accountName = async (uid: number): Promise<string> => {
  const known = names.get(uid);
  if (known !== undefined) return known;
  const name = (await lookUp(uid).catch(() => undefined)) ?? `uid ${uid}`;
  names.set(uid, name);
  return name;
};
