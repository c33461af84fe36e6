import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UnderstudyError } from '../src/error.ts';

const program = '/usr/sbin/sshd';
const startLimitMs = 10_000;
const retryMs = 20;
const stopLimitMs = 5000;

export interface SshdOptions {
  /** The folder that the daemon's own files are written to, made where it is missing. */
  readonly root: string;
  readonly port: number;
  /** The one account that may log in. */
  readonly user: string;
  readonly hostKeyPath: string;
  /** Read anew at every login, so it may be written later. */
  readonly authorizedKeysPath: string;
  readonly logPath: string;
}

export interface Sshd {
  readonly pid: number;
  /** Ends the daemon and every session on it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** A path as sshd_config takes it. */
const quoted = (path: string): string => {
  if (/["\n\\]/.test(path)) throw new UnderstudyError('usage', `sshd cannot be given the path ${JSON.stringify(path)}`);
  return `"${path}"`;
};

/** What a peer's account needs of a real sshd, and nothing more: a key, a forced command, no way around it. */
const configOf = ({
  port,
  user,
  hostKeyPath,
  authorizedKeysPath,
}: SshdOptions): string => `# The demo's own sshd, on loopback only.
ListenAddress 127.0.0.1:${port}
HostKey ${quoted(hostKeyPath)}
AuthorizedKeysFile ${quoted(authorizedKeysPath.replaceAll('%', '%%'))}
AllowUsers ${user}
PermitRootLogin forced-commands-only
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
HostbasedAuthentication no
UsePAM no
StrictModes no
DisableForwarding yes
AllowTcpForwarding no
AllowStreamLocalForwarding no
AllowAgentForwarding no
X11Forwarding no
PermitTunnel no
PermitTTY no
PermitUserEnvironment no
PermitUserRC no
PrintMotd no
PrintLastLog no
UseDNS no
LoginGraceTime 20
MaxStartups 20:50:60
MaxSessions 4
ClientAliveInterval 5
ClientAliveCountMax 3
UnusedConnectionTimeout 60
PidFile none
LogLevel VERBOSE
`;

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.once('end', () => {
      socket.destroy();
      resolve(false);
    });
  });

const startFault = async (options: SshdOptions, what: string): Promise<UnderstudyError> => {
  const log = await readFile(options.logPath, 'utf8').catch(() => '');
  const last = log.trim().split('\n').slice(-3).join(' | ');
  return new UnderstudyError('resource', `sshd on port ${options.port} ${what}: ${last}`, {
    hint: `see ${options.logPath}`,
  });
};

const whenAccepting = async (child: ChildProcess, options: SshdOptions): Promise<void> => {
  const deadline = performance.now() + startLimitMs;
  while (!(await accepts(options.port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw await startFault(options, 'ended at once');
    if (performance.now() > deadline) throw await startFault(options, 'does not accept connections');
    await wait(retryMs);
  }
};

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The daemon's sessions: each has left its process group, so they are found by descent. */
const sessionsOf = (pid: number): number[] =>
  textOf(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
    .filter((one) => textOf(`/proc/${one}/comm`).startsWith('sshd'))
    .flatMap((one) => [...sessionsOf(one), one]);

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const end = async (child: ChildProcess): Promise<void> => {
  if (gone(child)) return;
  const pid = child.pid as number;
  const exited = once(child, 'exit');
  // Held still, so that no session is born while they are counted.
  signal(pid, 'SIGSTOP');
  for (const session of sessionsOf(pid)) signal(session, 'SIGTERM');
  signal(pid, 'SIGTERM');
  signal(pid, 'SIGCONT');
  const late = setTimeout(() => signal(pid, 'SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(late);
};

/**
 * A real OpenSSH daemon in the foreground, on loopback, on a port of its own, as root or as an ordinary user. Resolves
 * when it accepts connections.
 *
 * @throws UnderstudyError resource when sshd is missing or does not start
 */
export const startSshd = async (options: SshdOptions): Promise<Sshd> => {
  if (!existsSync(program)) {
    throw new UnderstudyError('resource', `${program} is missing`, { hint: 'apt-get install openssh-server' });
  }
  mkdirSync(options.root, { recursive: true });
  mkdirSync(dirname(options.logPath), { recursive: true });
  // Debian's sshd wants its separation folder, which otherwise only the service makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const config = join(options.root, 'sshd_config');
  writeFileSync(config, configOf(options), { mode: 0o600 });
  const log = openSync(options.logPath, 'a', 0o600);
  const child = spawn(program, ['-D', '-e', '-f', config], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn');
  try {
    await whenAccepting(child, options);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { pid: child.pid as number, stop: () => end(child) };
};
