import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseDevice, readBody, RequestError } from './body.ts';
import { isFileName, type FileStore } from './file-store.ts';
import type { Registry } from './registry.ts';

/** What the application keeps. */
export interface Store {
  readonly registry: Registry;
  readonly files: FileStore;
}

const maxDeviceBytes = 64 * 1024;
const maxFileBytes = 16 * 1024 * 1024;
const mostListed = 1000;
const eventEveryMs = 250;

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
};

const wholeNumber = (url: URL, name: string, otherwise: number): number => {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new RequestError(400, `"${name}" is no whole number`);
  return Number(text);
};

/** A connection that stays open and tells the count, several times a second, until the client goes. */
const sendEvents = (registry: Registry, response: ServerResponse): void => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (): void => void response.write(`data: ${JSON.stringify({ count: registry.count })}\n\n`);
  const timer = setInterval(send, eventEveryMs);
  response.on('close', () => clearInterval(timer));
  send();
};

const deviceHandlers = ({ registry }: Store): Record<string, Handler> => ({
  'GET /health': (_, response) => {
    const { count } = registry;
    json(response, 200, { status: 'ok', devices: count });
  },
  'GET /events': (_, response) => sendEvents(registry, response),
  'GET /devices/count': (_, response) => json(response, 200, { count: registry.count }),
  'GET /devices': (_, response, url) => {
    const limit = Math.min(wholeNumber(url, 'limit', 100), mostListed);
    json(response, 200, registry.list(limit, wholeNumber(url, 'after', 0)));
  },
  'POST /devices': async (request, response) => {
    const [id] = registry.add([parseDevice(await readBody(request, maxDeviceBytes))]);
    json(response, 201, { id });
  },
});

const removeDevice = ({ registry }: Store, id: number, response: ServerResponse): void => {
  if (!registry.remove(id)) throw new RequestError(404, `there is no device ${id}`);
  response.writeHead(204).end();
};

const serveFile = async (
  { files }: Store,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (!isFileName(name)) throw new RequestError(400, `"${name}" is no name for a file`);
  if (request.method === 'PUT') {
    if (!(await files.write(name, await readBody(request, maxFileBytes))))
      throw new RequestError(404, `there is no place for ${name}`);
    response.writeHead(204).end();
    return;
  }
  if (request.method === 'DELETE') {
    if (!(await files.remove(name))) throw new RequestError(404, `there is no file ${name}`);
    response.writeHead(204).end();
    return;
  }
  if (request.method !== 'GET') throw new RequestError(405, 'GET, PUT and DELETE are possible here');
  const content = await files.read(name);
  if (content === undefined) throw new RequestError(404, `there is no file ${name}`);
  response
    .writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': content.length })
    .end(content);
};

/** Answers one request; every fault becomes a status and `{"error": …}`. */
export const answer = (store: Store): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const handlers = deviceHandlers(store);
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const handler = handlers[`${request.method ?? 'GET'} ${url.pathname}`];
    if (handler !== undefined) return handler(request, response, url);
    const device = /^\/devices\/(\d{1,15})$/.exec(url.pathname)?.[1];
    if (device !== undefined && request.method === 'DELETE') {
      removeDevice(store, Number(device), response);
      return;
    }
    const file = /^\/files\/(.+)$/.exec(url.pathname)?.[1];
    if (file !== undefined) return serveFile(store, file, request, response);
    throw new RequestError(404, 'there is nothing here');
  };
  return async (request, response) => {
    try {
      await route(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof RequestError) json(response, error.status, { error: error.message });
      else json(response, 503, { error: (error as Error).message });
    }
  };
};
