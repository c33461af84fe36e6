import type { Socket } from 'node:net';
import type { Context } from 'hono';
import { accountName, credentialsOf, loginOf, terminalOf } from '../../host/caller.ts';

/** What a client says of itself, which nobody can check; printable and short. */
export interface Told {
  /** The login name, e.g. of who called sudo. */
  readonly login: string | null;
  /** The address that the operator came from. */
  readonly from: string | null;
}

/** Who made a request. */
export interface Caller {
  /** By the kernel; undefined when the connection was gone before it could be asked. */
  readonly uid: number | undefined;
  readonly pid: number | undefined;
  readonly told: Told;
}

/** A caller in words, as `show users` and the audit print it. */
export interface CallerNames {
  readonly user: string;
  /** The account that logged in, by the kernel. */
  readonly login: string | null;
  /** The login name as the client tells it. */
  readonly claims: string | null;
  /** By the kernel, e.g. `pts/3`; null for a process without one. */
  readonly terminal: string | null;
  /** As the client tells it. */
  readonly from: string | null;
}

const shown = /^[\w.:%/@+-]{1,64}$/;

const toldBy = (header: string | undefined): Told => {
  const told = new URLSearchParams((header ?? '').slice(0, 512));
  const of = (key: string): string | null => {
    const text = told.get(key) ?? '';
    return shown.test(text) ? text : null;
  };
  return { login: of('login'), from: of('from') };
};

/** Who speaks through a socket, with what its request's header says. */
export const identify = (socket: Socket, header: string | undefined): Caller => {
  const credentials = credentialsOf(socket);
  return { uid: credentials?.uid, pid: credentials?.pid, told: toldBy(header) };
};

/** The caller of a route; set by the API before any of them. */
export const callerOf = (c: Context): Caller =>
  (c.get('caller') as Caller | undefined) ?? { uid: undefined, pid: undefined, told: toldBy(undefined) };

/** Whether the caller of a route is in privileged mode; found out by the API before any of them. */
export const isPrivileged = (c: Context): boolean => c.get('isPrivileged') === true;

/** @returns names for people; to be asked while the process still lives */
export const namesOf = async ({ uid, pid, told }: Caller): Promise<CallerNames> => {
  const login = pid === undefined ? null : loginOf(pid);
  return {
    user: uid === undefined ? 'unknown' : await accountName(uid),
    login: login === null ? null : await accountName(login),
    claims: told.login,
    terminal: pid === undefined ? null : terminalOf(pid),
    from: told.from,
  };
};

/** `root (alice) at pts/1 from "10.0.0.7"`: what only the client tells stands in quotes. */
export const inWords = ({ user, login, claims, terminal, from }: CallerNames): string => {
  const behind = login !== null && login !== user ? login : claims === null || claims === user ? null : `"${claims}"`;
  const who = behind === null ? user : `${user} (${behind})`;
  return `${who}${terminal === null ? '' : ` at ${terminal}`}${from === null ? '' : ` from "${from}"`}`;
};
