import { setTimeout as wait } from 'node:timers/promises';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import { clientPort } from './application.ts';

interface Response {
  /** 0: nobody answered. */
  readonly status: number;
  readonly body: string;
}

const lookEveryMs = 100;

/** A client of the application on one host, on the same switch. */
export class Client {
  readonly #lab: Lab;
  readonly #base: string;

  constructor(lab: Lab, host: Pick<Host, 'address'>) {
    this.#lab = lab;
    this.#base = `http://${host.address}:${clientPort}`;
  }

  async send(path: string, ...options: string[]): Promise<Response> {
    const quiet = ['--silent', '--max-time', '2', '--write-out', '\n%{http_code}'];
    const { stdout } = await this.#lab.observe(['curl', ...quiet, ...options, `${this.#base}${path}`]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  }

  /** Whether somebody answers at this host's client port. */
  async isServed(): Promise<boolean> {
    return (await this.send('/health')).status === 200;
  }

  async untilServed(): Promise<void> {
    await until('a client is served', () => this.isServed(), Boolean);
  }

  async add(name: string): Promise<void> {
    const device = JSON.stringify({ vendor: 'feed', product: 'beef', name });
    const { status, body } = await this.send('/devices', '--json', device);
    if (status !== 201) throw new Error(`device ${name} was not taken (${status}): ${body}`);
  }

  async put(file: string, text: string): Promise<void> {
    const { status, body } = await this.send(`/files/${file}`, '--request', 'PUT', '--data-binary', text);
    if (status !== 204) throw new Error(`file ${file} was not taken (${status}): ${body}`);
  }

  async count(): Promise<number> {
    const { status, body } = await this.send('/devices/count');
    if (status !== 200) throw new Error(`nobody counts: ${status} ${body}`);
    return (JSON.parse(body) as { count: number }).count;
  }

  /** Lines of a connection that stays open until `signal` aborts. */
  events(signal: AbortSignal): AsyncIterableIterator<string> {
    return this.#lab.follow(['curl', '--silent', '--no-buffer', `${this.#base}/events`], signal);
  }

  /** Looks all the time while something else goes on. How often somebody answered, and how often was looked. */
  async servedDuring(work: () => Promise<unknown>): Promise<{ served: number; looks: number }> {
    const seen = { served: 0, looks: 0 };
    const over = new AbortController();
    const looking = (async () => {
      while (!over.signal.aborted) {
        if (await this.isServed()) seen.served += 1;
        seen.looks += 1;
        await wait(lookEveryMs);
      }
    })();
    try {
      await work();
    } finally {
      over.abort();
      await looking;
    }
    return seen;
  }
}
