import { readFile } from 'node:fs/promises';
import type { TrustedHost } from '../config/config.ts';
import { UnderstudyError } from '../error.ts';
import { writeDurably } from '../durable-file.ts';
import { endpointOf } from './endpoint.ts';

type TrustedHosts = Readonly<Record<string, TrustedHost>>;

export interface TrustOptions {
  readonly hosts: TrustedHosts;
  readonly authorizedKeysPath: string;
  readonly knownHostsPath: string;
  /** The words of the only command that the holder of that host's key can run here. */
  readonly peerCommand: (name: string) => readonly string[];
  /** The key made of a pairing code that this server shows now (E10). */
  readonly pairing?: PairingKey | undefined;
}

/** Lets its holder run one command, until a moment that sshd watches itself. */
export interface PairingKey {
  readonly key: string;
  readonly expiresAtMs: number;
  readonly command: readonly string[];
}

const header = '# Written by understudyd from the trusted hosts of the configuration. Changes made here are lost.\n';

/** sshd hands the forced command to the account's shell. */
const shellQuoted = (word: string): string =>
  /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** sshd ends the option at the first quote that no backslash precedes, and knows no other escape. */
const optionQuoted = (command: string): string => {
  if (/[\n\r\0]|\\"|\\$/.test(command))
    throw new UnderstudyError('usage', `authorized_keys cannot hold the command ${JSON.stringify(command)}`);
  return `"${command.replaceAll('"', String.raw`\"`)}"`;
};

/** A key says who calls: held by two hosts it would say nothing. */
const requireKeysOfTheirOwn = (hosts: TrustedHosts): void => {
  const holders = new Map<string, string>();
  for (const [name, { key }] of Object.entries(hosts)) {
    const other = holders.get(key);
    if (other !== undefined) {
      throw new UnderstudyError('refused', `The trusted hosts ${other} and ${name} have the same key`, {
        hint: `give each the key that "show failover key" prints on it, or remove one: no trusted-host ${name}`,
      });
    }
    holders.set(key, name);
  }
};

/** `20261121083500Z`, as sshd takes it. */
const sshTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`;

const pairingLine = ({ key, expiresAtMs, command }: PairingKey): string =>
  `restrict,expiry-time="${sshTime(expiresAtMs)}",command=${optionQuoted(command.map(shellQuoted).join(' '))} ${key} pairing\n`;

const authorizedKeysOf = ({ hosts, peerCommand, pairing }: TrustOptions): string =>
  header +
  (pairing === undefined ? '' : pairingLine(pairing)) +
  Object.entries(hosts)
    .map(
      ([name, { key }]) =>
        `restrict,command=${optionQuoted(peerCommand(name).map(shellQuoted).join(' '))} ${key} ${name}\n`,
    )
    .join('');

/** OpenSSH looks a host up as plain `address` on port 22 and as `[address]:port` elsewhere, in lower case. */
const knownHostsOf = (hosts: TrustedHosts): string =>
  header +
  Object.entries(hosts)
    .map(([name, host]) => {
      const { address, port, hostKey } = endpointOf(name, host);
      const place = address.toLowerCase();
      return `${port === 22 ? place : `[${place}]:${port}`} ${hostKey}\n`;
    })
    .join('');

const replace = async (path: string, text: string): Promise<void> => {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeDurably(path, text, 0o644);
};

/**
 * Makes the trusted hosts of the configuration, and nobody else, those who may call here and whom we call (design 5).
 *
 * @throws UnderstudyError refused, with nothing written, when two hosts have the same key
 */
export const writeTrust = async (options: TrustOptions): Promise<void> => {
  requireKeysOfTheirOwn(options.hosts);
  const authorizedKeys = authorizedKeysOf(options);
  await replace(options.knownHostsPath, knownHostsOf(options.hosts));
  await replace(options.authorizedKeysPath, authorizedKeys);
};
