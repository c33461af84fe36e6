import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Answers that wait for their readers, of all connections together; the largest one is far below. */
const usualMostUnreadBytes = 64 * 1024 * 1024;

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** A request that is not answered yet. */
interface Running {
  readonly incoming: IncomingMessage;
  readonly done: Promise<void>;
}

/**
 * One request at a time on every connection: whoever sends more before the answer, also behind a stream that stays open,
 * loses the connection. So no client makes the worker do or keep more than it waits for.
 */
export class RequestGuard {
  readonly #handler: Handler;
  readonly #mostUnreadBytes: number;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Map<Socket, Running>();

  constructor(handler: Handler, mostUnreadBytes = usualMostUnreadBytes) {
    this.#handler = handler;
    this.#mostUnreadBytes = mostUnreadBytes;
  }

  /** Takes a new connection into its care. */
  watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // Before the parser sees it: what is sent behind a whole request is not even read.
    socket.prependListener('data', () => {
      if (this.#running.get(socket)?.incoming.complete === true) socket.destroy();
    });
  }

  /** Answers a request, unless its connection has one already: the parser may find several in what came at once. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { socket } = incoming;
    if (socket.destroyed || this.#running.has(socket)) {
      socket.destroy();
      return;
    }
    const finished = Promise.withResolvers<undefined>();
    outgoing.once('prefinish', () => this.#drop());
    outgoing.once('close', () => finished.resolve(undefined));
    const done = Promise.all([this.#handler(incoming, outgoing), finished.promise]).then(() => undefined);
    const running: Running = { incoming, done };
    this.#running.set(socket, running);
    const leave = (): void => {
      if (this.#running.get(socket) === running) this.#running.delete(socket);
    };
    // The next request may come as soon as the client has read this answer.
    outgoing.once('finish', leave);
    done.then(leave, leave);
  }

  /** Comes when nothing works for this connection any more. */
  async idle(socket: Socket): Promise<void> {
    await this.#running.get(socket)?.done.catch(() => undefined);
  }

  /** Ends the connections with the most unread bytes until the rest is within the bound. */
  #drop(): void {
    const unread = [...this.#sockets].filter(({ writableLength }) => writableLength > 0);
    let sum = unread.reduce((bytes, { writableLength }) => bytes + writableLength, 0);
    if (sum <= this.#mostUnreadBytes) return;
    unread.sort((a, b) => b.writableLength - a.writableLength);
    for (const socket of unread) {
      if (sum <= this.#mostUnreadBytes) return;
      sum -= socket.writableLength;
      socket.destroy();
    }
  }
}
