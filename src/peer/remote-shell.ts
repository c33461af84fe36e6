import { UnderstudyError } from '../error.ts';
import type { Endpoint } from './endpoint.ts';

/** Fast on every processor of the last ten years, first choice first (replication measurements). */
const ciphers = 'aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com';

/** A file name as ssh's options take it: percent signs are no tokens, spaces do not end it. */
const optionPath = (path: string): string => {
  if (/["\n]/.test(path)) throw new UnderstudyError('usage', `ssh cannot be given the path ${JSON.stringify(path)}`);
  const text = path.replaceAll('%', '%%');
  return /^[\w./:@%+-]+$/.test(text) ? text : `"${text}"`;
};

export interface RemoteShellOptions {
  readonly endpoint: Endpoint;
  readonly keyPath: string;
  readonly knownHostsPath: string;
}

/**
 * The words of the OpenSSH client's command line up to, but without, the host, as rsync wants its remote shell. It reads
 * no configuration of the account, asks nothing, offers our key only, and takes the pinned host key only.
 */
export const remoteShellOf = ({ endpoint, keyPath, knownHostsPath }: RemoteShellOptions): string[] => {
  const options = [
    `IdentityFile=${optionPath(keyPath)}`,
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'BatchMode=yes',
    'PreferredAuthentications=publickey',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${optionPath(knownHostsPath)}`,
    'GlobalKnownHostsFile=/dev/null',
    'UpdateHostKeys=no',
    'HostKeyAlgorithms=ssh-ed25519',
    'KexAlgorithms=curve25519-sha256',
    `Ciphers=${ciphers}`,
    'Compression=no',
    'ConnectTimeout=5',
    'ServerAliveInterval=3',
    'ServerAliveCountMax=3',
    'ControlMaster=no',
    'ControlPath=none',
    'ClearAllForwardings=yes',
    'RequestTTY=no',
    'LogLevel=ERROR',
  ];
  return [
    ...['ssh', '-F', 'none', '-T', '-a', '-x'],
    ...options.flatMap((option) => ['-o', option]),
    ...['-p', String(endpoint.port), '-l', endpoint.user],
  ];
};

/** A source as rsync takes it, `HOST:dataset/NAME`; an IPv6 address stands in brackets. */
export const remoteSourceOf = ({ address }: Endpoint, what: string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${what}`;
