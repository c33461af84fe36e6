import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

interface Member {
  readonly name: string;
  readonly clientPort: number;
  readonly peerPort: number;
  process: ChildProcess | undefined;
}

export interface ClusterTls {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** Debian's etcd, one process for each member, on loopback, with its data in a temporary folder. */
export class EtcdCluster {
  readonly #folder: string;
  readonly #members: readonly Member[];
  readonly #tls: ClusterTls | undefined;

  private constructor(folder: string, members: readonly Member[], tls: ClusterTls | undefined) {
    this.#folder = folder;
    this.#members = members;
    this.#tls = tls;
  }

  static async start(size: number, tls?: ClusterTls): Promise<EtcdCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-etcd-'));
    const members: Member[] = [];
    for (let i = 0; i < size; i++)
      members.push({ name: `m${i}`, clientPort: await freePort(), peerPort: await freePort(), process: undefined });
    const cluster = new EtcdCluster(folder, members, tls);
    for (const i of members.keys()) cluster.begin(i);
    return cluster;
  }

  get endpoints(): string[] {
    const scheme = this.#tls === undefined ? 'http' : 'https';
    return this.#members.map(({ clientPort }) => `${scheme}://127.0.0.1:${clientPort}`);
  }

  begin(i: number): void {
    const { name, peerPort } = this.#member(i);
    const [url, peer] = [this.endpoints[i] ?? '', `http://127.0.0.1:${peerPort}`];
    const all = this.#members.map((one) => `${one.name}=http://127.0.0.1:${one.peerPort}`).join(',');
    const tls =
      this.#tls === undefined
        ? []
        : [
            ...['--client-cert-auth', `--trusted-ca-file=${this.#tls.ca}`],
            ...[`--cert-file=${this.#tls.certificate}`, `--key-file=${this.#tls.key}`],
          ];
    this.#member(i).process = spawn(
      'etcd',
      [
        ...['--name', name, '--data-dir', this.#dataOf(i), '--logger=zap', '--log-level=fatal'],
        ...['--listen-client-urls', url, '--advertise-client-urls', url],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', all],
        ...['--initial-cluster-token', this.#folder, ...tls],
      ],
      { stdio: 'ignore', env: { PATH: process.env['PATH'] } },
    );
  }

  /** As by loss of power. */
  async kill(i: number): Promise<void> {
    const { process: running } = this.#member(i);
    this.#member(i).process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  signal(i: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#member(i).process?.kill(signal);
  }

  /** A copy of what a killed member has on its disk. */
  async backUp(i: number): Promise<string> {
    const copy = `${this.#dataOf(i)}.copy`;
    await cp(this.#dataOf(i), copy, { recursive: true });
    return copy;
  }

  async restore(i: number, copy: string): Promise<void> {
    await rm(this.#dataOf(i), { recursive: true });
    await cp(copy, this.#dataOf(i), { recursive: true });
  }

  async close(): Promise<void> {
    for (const i of this.#members.keys()) {
      this.signal(i, 'SIGCONT');
      await this.kill(i);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  #dataOf(i: number): string {
    return join(this.#folder, this.#member(i).name);
  }

  #member(i: number): Member {
    const member = this.#members[i];
    if (member === undefined) throw new Error(`no member ${i}`);
    return member;
  }
}

/** Asks until it does not throw. */
export const eventually = async <T>(ask: () => Promise<T>, withinMs = 15_000): Promise<T> => {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await wait(50);
    }
  }
};
