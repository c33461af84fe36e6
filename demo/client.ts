import { request } from 'node:http';
import { connect } from 'node:net';
import { StoryFault } from './fault.ts';

export interface Device {
  readonly id: number;
  readonly vendor: string;
  readonly product: string;
  readonly name: string;
  readonly registered_at: string;
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

const answerLimitMs = 10_000;
const pageSize = 1000;

/** A client of the device registry: it knows one address, the client port of one server. */
export class Client {
  readonly #port: number;
  readonly #signal: AbortSignal;

  constructor(port: number, signal: AbortSignal) {
    this.#port = port;
    this.#signal = signal;
  }

  /** The number of devices, as the application answers it. */
  async count(): Promise<number> {
    const { body } = await this.#expect(200, 'GET', '/devices/count');
    return (JSON.parse(body) as { count: number }).count;
  }

  /** As `count`, undefined where nobody answers. */
  countIfServed(): Promise<number | undefined> {
    return this.count().catch(() => {
      this.#signal.throwIfAborted();
      return undefined;
    });
  }

  /** The id of the new device. */
  async register(name: string): Promise<number> {
    const device = { vendor: 'feed', product: '0001', name };
    const { body } = await this.#expect(201, 'POST', '/devices', JSON.stringify(device));
    return (JSON.parse(body) as { id: number }).id;
  }

  async remove(id: number): Promise<void> {
    await this.#expect(204, 'DELETE', `/devices/${id}`);
  }

  async putFile(name: string, content: string): Promise<void> {
    await this.#expect(204, 'PUT', `/files/${name}`, content);
  }

  async removeFile(name: string): Promise<void> {
    await this.#expect(204, 'DELETE', `/files/${name}`);
  }

  async file(name: string): Promise<string> {
    return (await this.#expect(200, 'GET', `/files/${name}`)).body;
  }

  /** Every device, by id. */
  async devices(): Promise<Device[]> {
    const all: Device[] = [];
    for (;;) {
      const { body } = await this.#expect(200, 'GET', `/devices?limit=${pageSize}&after=${all.at(-1)?.id ?? 0}`);
      const page = JSON.parse(body) as Device[];
      all.push(...page);
      if (page.length < pageSize) return all;
    }
  }

  /** What a new TCP connection meets. */
  knock(): Promise<'accepted' | 'refused'> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1' });
      socket.once('connect', () => {
        socket.destroy();
        resolve('accepted');
      });
      socket.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNREFUSED' ? resolve('refused') : reject(error),
      );
    });
  }

  /** A connection on which the application tells the count several times a second. */
  follow(): Promise<Followed> {
    return new Promise((resolve, reject) => {
      const sent = request(this.#to('GET', '/events'), (response) => {
        const followed = new Followed(() => sent.destroy());
        response.on('data', (chunk: Buffer) => followed.take(chunk.toString()));
        response.on('close', () => followed.end());
        response.on('error', () => followed.end());
        resolve(followed);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  async #expect(status: number, method: string, path: string, body?: string): Promise<Reply> {
    const reply = await this.#ask(method, path, body);
    if (reply.status === status) return reply;
    throw new StoryFault(
      `${method} ${path} on port ${this.#port} was answered with ${reply.status}: ${reply.body.trim()}`,
    );
  }

  #ask(method: string, path: string, body?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ ...this.#to(method, path), timeout: answerLimitMs }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer in ${answerLimitMs / 1000} s`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  #to(
    method: string,
    path: string,
  ): { host: string; port: number; method: string; path: string; agent: false; signal: AbortSignal } {
    return { host: '127.0.0.1', port: this.#port, method, path, agent: false, signal: this.#signal };
  }
}

/** A connection that stays open. */
export class Followed {
  readonly close: () => void;
  #events = 0;
  #open = true;

  constructor(close: () => void) {
    this.close = close;
  }

  get events(): number {
    return this.#events;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  take(text: string): void {
    this.#events += text.split('data: ').length - 1;
  }

  end(): void {
    this.#open = false;
  }
}
