import { hostname } from 'node:os';
import type { Worker } from '../worker.ts';

/** What the host calls itself, without its domain; null where the worker has a folder and not a host. */
export const hostNameOf = ({ paths }: Pick<Worker, 'paths'>): string | null =>
  paths.root === '/' ? (hostname().split('.')[0] ?? '').toLowerCase() : null;

/** Undefined: the pair and the host know this server by one name. */
export const otherHostName = (name: string, hostName: string | null): string | undefined =>
  hostName === null || hostName === '' || hostName === name.split('.')[0]?.toLowerCase() ? undefined : hostName;

/** Undefined: the name was not changed, or is that of the host as well. Only the setup renames the host, too. */
export const hostNameWarning = (before: string, after: string, hostName: string | null): string | undefined => {
  const other = after === before ? undefined : otherHostName(after, hostName);
  return other === undefined
    ? undefined
    : `this server is ${after} to the pair from now on, and the host itself is still called ${other}: "setup" changes both names, "hostnamectl set-hostname ${after}" that of the host`;
};
