import { readFile } from 'node:fs/promises';
import { connect, isIP, type Socket } from 'node:net';
import ssh2, { type Client } from 'ssh2';
import { reasonOf, UnderstudyError } from '../error.ts';
import { printEndpoint, type Endpoint } from './endpoint.ts';
import { failingOf } from './ssh-fault.ts';

/** The way to a peer, in order. */
export type Stage = 'resolve' | 'connect' | 'hostKey' | 'login';

export interface SshOptions {
  readonly endpoint: Endpoint;
  /** The file of our private key, or the key itself. */
  readonly keyPath: string | { readonly privateKey: string };
  /** Looks at a host key that is not the pinned one; where it is left out none is taken. */
  readonly acceptHostKey?: (hostKey: string) => boolean;
  /** Called with our own address on this connection. */
  readonly onLocalAddress?: (address: string) => void;
  /** Until a TCP connection stands. */
  readonly connectTimeoutMs: number;
  /** From there until we are logged in. */
  readonly loginTimeoutMs: number;
  /** A connection on which nothing comes back is given up after three of these. */
  readonly keepaliveMs: number;
  /** Ends the attempt, and the connection that came of it. */
  readonly signal?: AbortSignal;
  /** Called as each stage is passed. */
  readonly onStage?: (stage: Stage) => void;
}

const dial = ({ endpoint, connectTimeoutMs, signal, onStage }: SshOptions): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const where = printEndpoint(endpoint);
    if (isIP(endpoint.address) !== 0) onStage?.('resolve');
    const socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      noDelay: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const fail = (message: string, hint: string, cause?: unknown): void => {
      clearTimeout(limit);
      socket.destroy();
      reject(new UnderstudyError('peer', message, { hint, cause }));
    };
    const limit = setTimeout(() => {
      fail(
        `${where} does not answer: no connection within ${connectTimeoutMs} ms`,
        'check that it is up, the network, and that its firewall admits the port',
      );
    }, connectTimeoutMs);
    socket.once('lookup', (error: Error | null) => {
      if (error === null) onStage?.('resolve');
    });
    socket.once('connect', () => {
      clearTimeout(limit);
      onStage?.('resolve');
      onStage?.('connect');
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { reason, remedy } = failingOf(error);
      if (error.syscall === 'getaddrinfo')
        fail(`The name ${endpoint.address} of ${endpoint.name} is not known: ${reason}`, remedy, error);
      else fail(`${where} cannot be reached: ${reason}`, remedy, error);
    });
  });

/** What went wrong before we were logged in, in the operator's terms. */
const loginFault = (
  error: Error & { level?: string },
  endpoint: Endpoint,
  hostKeySeen: string | undefined,
): UnderstudyError => {
  const where = printEndpoint(endpoint);
  if (hostKeySeen !== undefined) {
    return new UnderstudyError(
      'refused',
      `The SSH server of ${where} shows another key than the one trusted: ${hostKeySeen}`,
      {
        hint: `where it was installed anew, pair the two again: "failover pair" there shows a code, "failover pair ${endpoint.address}" here asks for it. Where nobody did that, somebody may stand in between; without a code: make sure on its console that this is its key, then trusted-host ${endpoint.name} host-key ${hostKeySeen}`,
        cause: error,
      },
    );
  }
  if (error.level === 'client-authentication') {
    return new UnderstudyError(
      'refused',
      `${where} does not let this server in as ${endpoint.user}: it does not trust our key`,
      {
        hint: `pair the two again: "failover pair" on one shows a code, "failover pair ADDRESS" on the other asks for it; or by hand there: trusted-host THIS-SERVER key KEY, the key being what "show failover key" prints here`,
        cause: error,
      },
    );
  }
  const code = error.message.includes('no matching') ? 'refused' : 'peer';
  const { reason, remedy } = failingOf(error);
  return new UnderstudyError(code, `The SSH connection to ${where} failed: ${reason}`, { hint: remedy, cause: error });
};

const login = (socket: Socket, privateKey: Buffer, options: SshOptions): Promise<Client> =>
  new Promise((resolve, reject) => {
    const { endpoint, onStage } = options;
    const client = new ssh2.Client();
    let hostKeySeen: string | undefined;
    const fail = (error: Error): void => {
      client.destroy();
      reject(loginFault(error, endpoint, hostKeySeen));
    };
    // Stays for good: ssh2 may report more than one error, and an unheard one would end the worker.
    client.on('error', fail);
    client.once('close', () => fail(new Error('the other end closed it')));
    client.once('ready', () => {
      onStage?.('login');
      resolve(client);
    });
    client.connect({
      sock: socket,
      username: endpoint.user,
      privateKey,
      authHandler: ['publickey'],
      hostVerifier: (key: Buffer) => {
        const shown = `ssh-ed25519 ${key.toString('base64')}`;
        const pinned = shown === endpoint.hostKey || options.acceptHostKey?.(shown) === true;
        if (pinned) onStage?.('hostKey');
        else hostKeySeen = shown;
        return pinned;
      },
      algorithms: {
        kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org'],
        cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'],
        serverHostKey: ['ssh-ed25519'],
        compress: ['none'],
      },
      readyTimeout: options.loginTimeoutMs,
      keepaliveInterval: options.keepaliveMs,
      keepaliveCountMax: 3,
    });
  });

const readPrivateKey = async (path: SshOptions['keyPath']): Promise<Buffer> => {
  if (typeof path !== 'string') return Buffer.from(path.privateKey);
  try {
    const key = await readFile(path);
    const parsed = ssh2.utils.parseKey(key);
    if (parsed instanceof Error) throw parsed;
    return key;
  } catch (cause) {
    throw new UnderstudyError('resource', `Our key ${path} cannot be used: ${reasonOf(cause)}`, { cause });
  }
};

/**
 * Logs in to a peer with our key, and only where its SSH server shows the pinned key.
 *
 * @throws UnderstudyError `peer` when it is not to be reached now, `refused` when either side does not trust the other
 */
export const connectSsh = async (options: SshOptions): Promise<Client> => {
  const privateKey = await readPrivateKey(options.keyPath);
  const socket = await dial(options);
  options.onLocalAddress?.(socket.localAddress ?? '');
  return login(socket, privateKey, options);
};
