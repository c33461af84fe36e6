import { pairingCode } from '../config/secret-line.ts';
import type { Parameter } from './parameter.ts';

/** Where the server is that shows the code. */
export interface PairHost {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

const form = /^(?:([a-z_][\w.-]{0,62})@)?(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/i;

/**
 * `HOST`, or `USER@HOST:PORT` where its SSH server differs from what an appliance has.
 *
 * @throws Error with the reason why it is none
 */
export const parsePairHost = (text: string): PairHost => {
  if (pairingCode.test(text))
    throw new Error('that is a pairing code: name the server that shows it, the code is asked for');
  // An IPv6 address without brackets has no port behind it.
  const bare = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text;
  const [, user, inBrackets, name, port] = form.exec(bare) ?? [];
  const host = inBrackets ?? name;
  if (host === undefined || Number(port ?? 22) < 1 || Number(port ?? 22) > 65_535)
    throw new Error('a host is needed, or USER@HOST:PORT');
  return { host, port: Number(port ?? 22), user: user ?? 'understudy' };
};

export const pairHost: Parameter = {
  name: 'host',
  form: 'HOST',
  help: 'The server that shows the code; USER@HOST:PORT for another SSH account or port',
  optional: true,
  check: (text) => void parsePairHost(text),
};
