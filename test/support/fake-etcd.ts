import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

interface Entry {
  readonly value: string;
  readonly revision: number;
  readonly lease: string;
}
interface Step {
  request_range?: { key: string };
  request_put?: { key: string; value: string; lease?: string };
  request_delete_range?: { key: string };
}
interface Txn {
  compare?: { key: string; mod_revision: string }[];
  success?: Step[];
  failure?: Step[];
}
interface Lease {
  readonly ttlS: number;
  endMs: number;
}
/** Everything that etcd has on its disk. */
export interface Snapshot {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly revision: number;
}

class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
};

/** An etcd of one member, as far as the witness speaks with one, in process: transactions, leases, logins. */
export class FakeEtcd {
  /** What an answer is turned into on its way out; undefined: it is lost. */
  bend: (path: string, answer: object) => object | string | undefined = (_path, answer) => answer;
  /** How long questions lie before they are carried out. */
  delayMs = 0;
  /** Of its own clock: leases of whole seconds are long for a test. */
  secondMs = 1000;
  raftTerm = 2;
  cluster = '7';
  user: { readonly name: string; readonly password: string } | undefined;
  /** Tokens that count. */
  readonly tokens = new Set<string>();
  readonly asked: string[] = [];
  #entries = new Map<string, Entry>();
  #leases = new Map<string, Lease>();
  #revision = 1;
  #nextLease = 100;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  snapshot(): Snapshot {
    return { entries: new Map(this.#entries), revision: this.#revision };
  }

  restore({ entries, revision }: Snapshot): void {
    this.#entries = new Map(entries);
    this.#revision = revision;
    this.#leases.clear();
  }

  /** As etcdctl would. */
  write(key: string, value: string): void {
    this.#put(Buffer.from(key).toString('base64'), Buffer.from(value).toString('base64'), '0');
  }

  endLeases(): void {
    for (const lease of this.#leases.values()) lease.endMs = -Infinity;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await bodyOf(request);
    this.asked.push(path);
    if (this.delayMs > 0) await wait(this.delayMs);
    const [status, answer] = this.#answer(path, body, request.headers.authorization);
    const bent = this.bend(path, answer);
    if (bent === undefined) return void response.socket?.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof bent === 'string' ? bent : `${JSON.stringify(bent)}\n`);
  }

  #answer(path: string, body: unknown, token: string | undefined): [number, object] {
    this.#expire();
    try {
      if (path === '/v3/auth/authenticate') return [200, this.#login(body as { name: string; password: string })];
      if (this.user !== undefined && !this.tokens.has(token ?? ''))
        throw token === undefined ? new Refusal(3, 'user name is empty') : new Refusal(16, 'invalid auth token');
      return [200, this.#do(path, body)];
    } catch (error) {
      const { code, message } = error as Refusal;
      return [code === 5 ? 404 : 400, { code, error: `etcdserver: ${message}`, message: `etcdserver: ${message}` }];
    }
  }

  #do(path: string, body: unknown): object {
    const { ID = '', TTL = '0' } = body as { ID?: string; TTL?: string };
    switch (path) {
      case '/v3/lease/grant':
        return { ...this.#grant(Number(TTL)) };
      case '/v3/lease/keepalive':
        return { result: { header: this.#header, ID, ...this.#keepAlive(ID) } };
      case '/v3/lease/revoke':
        return this.#revoke(ID);
      case '/v3/kv/txn':
        return this.#transact(body as Txn);
      case '/v3/maintenance/status':
        return { header: this.#header, version: '3.4.23', leader: '9', dbSize: '20480' };
      case '/v3/maintenance/alarm':
        return { header: this.#header };
      default:
        throw new Refusal(12, 'unknown');
    }
  }

  get #header(): object {
    const revision = String(this.#revision);
    return { cluster_id: this.cluster, member_id: '9', revision, raft_term: String(this.raftTerm) };
  }

  #login({ name, password }: { name: string; password: string }): object {
    if (this.user === undefined) throw new Refusal(9, 'authentication is not enabled');
    if (name !== this.user.name || password !== this.user.password)
      throw new Refusal(3, 'authentication failed, invalid user ID or password');
    const token = `token-${this.asked.length}`;
    this.tokens.add(token);
    return { header: this.#header, token };
  }

  #grant(ttlS: number): object {
    const id = String(this.#nextLease++);
    this.#leases.set(id, { ttlS, endMs: performance.now() + ttlS * this.secondMs });
    return { header: this.#header, ID: id, TTL: String(ttlS) };
  }

  #keepAlive(id: string): object {
    const lease = this.#leases.get(id);
    if (lease === undefined) return {};
    lease.endMs = performance.now() + lease.ttlS * this.secondMs;
    return { TTL: String(lease.ttlS) };
  }

  #revoke(id: string): object {
    if (!this.#leases.delete(id)) throw new Refusal(5, 'requested lease not found');
    for (const [key, entry] of this.#entries) if (entry.lease === id) this.#delete(key);
    return { header: this.#header };
  }

  #expire(): void {
    for (const [id, { endMs }] of this.#leases) if (endMs <= performance.now()) this.#revoke(id);
  }

  #transact({ compare = [], success = [], failure = [] }: Txn): object {
    const succeeded = compare.every(({ key, mod_revision }) => {
      return (this.#entries.get(key)?.revision ?? 0) === Number(mod_revision);
    });
    const responses = (succeeded ? success : failure).map((step) => this.#step(step));
    return { header: this.#header, ...(succeeded ? { succeeded } : {}), responses };
  }

  #step({ request_range: range, request_put: put, request_delete_range: remove }: Step): object {
    if (put !== undefined) {
      if ((put.lease ?? '0') !== '0' && !this.#leases.has(put.lease ?? ''))
        throw new Refusal(5, 'requested lease not found');
      this.#put(put.key, put.value, put.lease ?? '0');
      return { response_put: {} };
    }
    if (remove !== undefined) {
      this.#delete(remove.key);
      return { response_delete_range: {} };
    }
    const key = range?.key ?? '';
    const entry = this.#entries.get(key);
    if (entry === undefined) return { response_range: { header: this.#header } };
    const { value, revision, lease } = entry;
    const kv = { key, value, mod_revision: String(revision), ...(lease === '0' ? {} : { lease }) };
    return { response_range: { header: this.#header, kvs: [kv], count: '1' } };
  }

  #put(key: string, value: string, lease: string): void {
    this.#revision++;
    this.#entries.set(key, { value, revision: this.#revision, lease });
  }

  #delete(key: string): void {
    if (this.#entries.delete(key)) this.#revision++;
  }
}
