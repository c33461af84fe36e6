import type { IncomingMessage } from 'node:http';

/** What a client did wrong, with the HTTP status that says so. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The body of a request. @throws RequestError 413 when it is longer than `maxBytes` */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RequestError(413, `the body is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const text = (value: unknown, name: string, pattern: RegExp): string => {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new RequestError(400, `"${name}" is missing or not in its form`);
};

const id = /^[0-9a-f]{4}$/;

/** The device that a JSON body describes. @throws RequestError 400 naming the part that is wrong */
export const parseDevice = (body: Buffer): { vendor: string; product: string; name: string } => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new RequestError(400, 'the body is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw new RequestError(400, 'the body is no JSON object');
  const { vendor, product, name } = value as Record<string, unknown>;
  return {
    vendor: text(vendor, 'vendor', id),
    product: text(product, 'product', id),
    name: text(name, 'name', /^\P{Cc}{1,200}$/u),
  };
};
