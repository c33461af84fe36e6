import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectPath, rootAt, type Root } from '../../src/control/root.ts';

/** One call and what a worker answered; a stream is answered in several lines. */
interface Exchange {
  readonly call: string;
  readonly status: number;
  readonly answer: readonly unknown[];
}

/** What a worker was asked in a session, in order, and when that was. */
export interface Tape {
  readonly moment: string;
  readonly exchanges: readonly Exchange[];
}

export const tapePath = (name: string): string => join('test/transcript/tapes', `${name}.json`);
export const readTape = (name: string): Tape => JSON.parse(readFileSync(tapePath(name), 'utf8')) as Tape;

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk as string;
  return text;
};

type Answer = (call: string, incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The socket of a worker in a folder of its own, behind which something else answers. */
class Socket {
  readonly root: Root;
  readonly #folder: string;
  readonly #server: Server;

  private constructor(folder: string, server: Server) {
    this.#folder = folder;
    this.root = rootAt(folder);
    this.#server = server;
  }

  static async open(answer: Answer): Promise<Socket> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-tape-'));
    const server = createServer((incoming, response) => {
      const call = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
      answer(call, incoming, response).catch((error: unknown) => response.destroy(error as Error));
    });
    const socket = new Socket(folder, server);
    await mkdir(dirname(socket.root.adminSocket), { recursive: true });
    await new Promise<void>((resolve) => server.listen(connectPath(socket.root.adminSocket), resolve));
    return socket;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    await rm(this.#folder, { recursive: true });
  }
}

const sitting = 'POST /v1/sessions';
const isAct = ({ call }: Exchange): boolean => call.startsWith('POST ');

/** Answers as the worker did: a question as it was answered between the same two acts, else as it was answered before. */
export const playBack = async (tape: Tape): Promise<Socket> => {
  let position = 0;
  const find = (call: string): Exchange | undefined => {
    const rest = tape.exchanges.slice(position);
    if (call.startsWith('POST ')) {
      const index = rest.findIndex((one) => one.call === call);
      if (index !== -1) position += index + 1;
      return rest[index];
    }
    const untilNextAct = rest.slice(0, rest.findIndex(isAct) === -1 ? undefined : rest.findIndex(isAct));
    const same = (one: Exchange): boolean => one.call === call;
    return untilNextAct.find(same) ?? tape.exchanges.slice(0, position).findLast(same) ?? rest.find(same);
  };
  return Socket.open(async (call, incoming, response) => {
    await textOf(incoming);
    if (call === sitting) {
      response.write('{"type":"open","line":1,"key":"key"}\n');
      return;
    }
    const { status, answer } = find(call) ?? {
      status: 404,
      answer: [{ fault: { code: 'usage', message: `${call} is not on the tape` } }],
    };
    response.writeHead(status).end(answer.map((line) => `${JSON.stringify(line)}\n`).join(''));
  });
};

/** Stands before a real worker and writes down what it answers. */
export const recordFrom = async (
  worker: Root,
): Promise<{ root: Root; stop(name: string, hide: (text: string) => string): Promise<void> }> => {
  const exchanges: Exchange[] = [];
  const socket = await Socket.open(async (call, incoming, response) => {
    const body = await textOf(incoming);
    await new Promise<void>((resolve, reject) => {
      const { method, url: path, headers } = incoming;
      const outgoing = request({ socketPath: worker.adminSocket, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          response.write(chunk);
        });
        answer.once('close', () => {
          if (call !== sitting) exchanges.push({ call, status: answer.statusCode ?? 500, answer: linesOf(text) });
          response.end();
          resolve();
        });
      });
      response.once('close', () => outgoing.destroy());
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  });
  return {
    root: socket.root,
    stop: async (name, hide) => {
      await socket.close();
      const tape: Tape = { moment: new Date().toISOString(), exchanges };
      await mkdir(dirname(tapePath(name)), { recursive: true });
      await writeFile(tapePath(name), `${hide(JSON.stringify(tape, null, 2))}\n`);
    },
  };
};
