import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { requestOf, systemError, type Call, type Reply } from './call.ts';
import { connectPath } from './root.ts';

/** Questions follow each other on one connection; whatever acts has one of its own, because it cannot be asked again. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 1 });

/** The worker closes a connection that was idle; a question that met this is asked again. */
const isStale = (error: NodeJS.ErrnoException, reused: boolean): boolean =>
  reused && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');

/** Sends a call over the socket and waits for the head of the answer. */
const send = (call: Call, from: Agent | false): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { headers, payload } = requestOf(call);
    const options: RequestOptions = {
      socketPath: connectPath(call.socket),
      host: 'understudy',
      path: `/v1${call.path}`,
      method: call.method,
      agent: from,
      headers: { ...headers },
      // Given, or Node looks whether the host's name is an address: that takes milliseconds, and is for TLS alone.
      ...{ servername: '' },
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    };
    const outgoing = request(options, resolve);
    outgoing.setTimeout(call.timeoutMs, () => void outgoing.destroy(systemError('ETIMEDOUT', 'timed out')));
    outgoing.once('error', (error) => {
      if (isStale(error, outgoing.reusedSocket)) resolve(send(call, false));
      else reject(error);
    });
    outgoing.end(payload);
  });

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  incoming.setEncoding('utf8');
  let text = '';
  for await (const chunk of incoming) text += chunk as string;
  return text;
};

/** One call on a connection that is kept for the next one. */
export const httpCall = async (call: Call): Promise<Reply> => {
  const incoming = await send(call, call.method === 'GET' ? agent : false);
  return { status: incoming.statusCode ?? 0, text: await textOf(incoming) };
};

/** One call whose answer goes on: its status, and its text as it comes. */
export const openCall = async (call: Call): Promise<{ status: number; chunks: AsyncIterable<string> }> => {
  const incoming = await send(call, false);
  incoming.setEncoding('utf8');
  return { status: incoming.statusCode ?? 0, chunks: incoming as AsyncIterable<string> };
};
