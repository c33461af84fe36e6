import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { UnderstudyError } from '../error.ts';
import { remedyOf, sentenceOf } from './connection-fault.ts';
import type { TlsContents, TlsFiles } from './tls-files.ts';

/** Far more than etcd says of a pair; whoever says more is no etcd. */
const mostBytes = 65_536;

export interface Question {
  readonly path: string;
  readonly body: object;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly token?: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** By `performance.now()`: before the first byte went out. */
  readonly sentAtMs: number;
}

/** The first line of a stream, or all there is; what a stream says after that is read away until the time is over. */
const readReply = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const done = (): void => {
      resolve(text.split('\n', 1)[0] ?? '');
    };
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > mostBytes) response.destroy(new Error(`it answers more than ${mostBytes} bytes`));
      else if (text.includes('\n')) done();
    });
    response.once('end', done).on('error', reject);
    response.once('close', () => reject(new Error('it closed the connection in the middle of its answer')));
  });

/** One endpoint of etcd's JSON gateway, over connections that are kept open. */
export class Gateway {
  readonly url: string;
  readonly #tls: TlsFiles;
  #contents: TlsContents | undefined;
  #agent: Agent | PlainAgent | undefined;

  constructor(url: string, tls: TlsFiles) {
    this.url = url;
    this.#tls = tls;
  }

  /** @throws UnderstudyError peer where no answer comes in time, resource where a file of the configuration is missing */
  async ask(question: Question): Promise<Reply> {
    const agent = await this.#agentNow();
    const timer = AbortSignal.timeout(question.timeoutMs);
    try {
      return await this.#exchange(question, agent, AbortSignal.any([timer, question.signal]));
    } catch (cause) {
      const why = timer.aborted
        ? `no answer within ${question.timeoutMs} ms`
        : question.signal.aborted
          ? 'the question was given up'
          : sentenceOf(cause);
      throw new UnderstudyError('peer', `${this.url}: ${why}`, { hint: remedyOf(cause), cause });
    }
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #exchange(question: Question, agent: Agent | PlainAgent, signal: AbortSignal): Promise<Reply> {
    const sentAtMs = performance.now();
    try {
      return { ...(await this.#once(question, agent, signal)), sentAtMs };
    } catch (error) {
      // The other end may have closed a kept connection in the same moment; that says nothing of the witness.
      if (signal.aborted || !(error instanceof ReusedSocketError)) throw error;
      return { ...(await this.#once(question, agent, signal)), sentAtMs };
    }
  }

  async #once(question: Question, agent: Agent | PlainAgent, signal: AbortSignal): Promise<Omit<Reply, 'sentAtMs'>> {
    const ask = this.#begin(question, agent, signal);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      ask.once('response', resolve);
      // Stays to the end: what comes after the answer is no news.
      ask.on('error', (error) => {
        reject(ask.reusedSocket && !signal.aborted ? new ReusedSocketError(error.message, { cause: error }) : error);
      });
      ask.end(JSON.stringify(question.body));
    });
    return { status: response.statusCode ?? 0, text: await readReply(response) };
  }

  #begin({ path, token }: Question, agent: Agent | PlainAgent, signal: AbortSignal): ClientRequest {
    const options = {
      method: 'POST',
      agent,
      signal,
      headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: token }) },
    };
    const url = new URL(path, this.url);
    return url.protocol === 'https:' ? request(url, options) : plainRequest(url, options);
  }

  async #agentNow(): Promise<Agent | PlainAgent> {
    if (!this.url.startsWith('https:')) return (this.#agent ??= new PlainAgent({ keepAlive: true, maxSockets: 4 }));
    const contents = await this.#tls.read();
    if (this.#agent === undefined || contents !== this.#contents) {
      this.#agent?.destroy();
      this.#agent = new Agent({ keepAlive: true, maxSockets: 4, ...contents });
      this.#contents = contents;
    }
    return this.#agent;
  }
}

/** A kept connection that turned out to be closed. */
class ReusedSocketError extends Error {}
