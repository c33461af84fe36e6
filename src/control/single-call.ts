import { connect } from 'node:net';
import { requestOf, systemError, type Call, type Reply } from './call.ts';
import { connectPath } from './root.ts';

const longestHead = 16_384;
const headEnd = '\r\n\r\n';

/**
 * The request as HTTP/1.0, which ends with its connection and knows no chunks: all that a single answer needs of HTTP is a
 * status, a length and a body, and loading node:http would take longer than asking.
 */
const requestText = (call: Call): string => {
  const { headers, payload } = requestOf(call);
  const head = [
    `${call.method} /v1${call.path} HTTP/1.0`,
    'host: understudy',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (head.some((line) => /[^\t\x20-\x7e]/.test(line)))
    throw new Error('a header holds a character that none may hold');
  return `${head.join('\r\n')}${headEnd}${payload}`;
};

const notHttp = (): Error => new Error('the answer is not HTTP');

interface Head {
  readonly status: number;
  /** Where the body ends; undefined: with the connection. */
  readonly end: number | undefined;
  readonly bodyAt: number;
}

/** @throws Error when what has come so far cannot be the head of an answer */
const headOf = (bytes: Buffer): Head | undefined => {
  const at = bytes.subarray(0, longestHead).indexOf(headEnd);
  if (at === -1) {
    if (bytes.length >= longestHead) throw notHttp();
    return undefined;
  }
  const head = bytes.toString('latin1', 0, at);
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head) ?? [];
  if (status === undefined || /^transfer-encoding:/im.test(head)) throw notHttp();
  const lengths = [...head.matchAll(/^content-length:[ \t]*(.*?)[ \t]*\r?$/gim)].map(([, length = '']) => length);
  if (lengths.some((length) => !/^\d{1,12}$/.test(length) || length !== lengths[0])) throw notHttp();
  const bodyAt = at + headEnd.length;
  return { status: Number(status), end: lengths.length === 0 ? undefined : bodyAt + Number(lengths[0]), bodyAt };
};

/** Collects the bytes of one answer. */
class Answer {
  #bytes: Buffer = Buffer.alloc(0);
  #head: Head | undefined;

  /** The reply as soon as it is whole. @throws Error when it is none */
  take(chunk: Buffer): Reply | undefined {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#head ??= headOf(this.#bytes);
    const end = this.#head?.end;
    return end !== undefined && this.#bytes.length >= end ? this.#reply(end) : undefined;
  }

  /** The connection has ended. @throws Error when it ended within the answer */
  end(): Reply {
    const head = this.#head;
    if (head === undefined || head.end !== undefined) throw systemError('ECONNRESET', 'the answer was cut off');
    return this.#reply(this.#bytes.length);
  }

  #reply(end: number): Reply {
    const { status, bodyAt } = this.#head as Head;
    return { status, text: this.#bytes.toString('utf8', bodyAt, end) };
  }
}

/** One call on a connection of its own. @throws Error of the system, or saying what is wrong with the answer */
export const singleCall = (call: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    call.signal?.throwIfAborted();
    const text = requestText(call);
    const answer = new Answer();
    const socket = connect(connectPath(call.socket));
    const onAbort = (): void => void socket.destroy(systemError('ABORT_ERR', 'aborted'));
    // A deadline for the whole call. Not the socket's own timeout: a snapshot keeps no timer that is unrefed.
    const deadline =
      call.timeoutMs === 0
        ? undefined
        : setTimeout(() => void socket.destroy(systemError('ETIMEDOUT', 'timed out')), call.timeoutMs);
    const settle = (take: () => Reply | undefined): void => {
      try {
        const reply = take();
        if (reply === undefined) return;
        resolve(reply);
        socket.destroy();
      } catch (error) {
        socket.destroy(error as Error);
      }
    };
    call.signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', (chunk: Buffer) => settle(() => answer.take(chunk)));
    socket.once('end', () => settle(() => answer.end()));
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(deadline);
      call.signal?.removeEventListener('abort', onAbort);
    });
    socket.write(text);
  });
