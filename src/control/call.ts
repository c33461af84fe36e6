import type { Root } from './root.ts';

/** One call of the control API. */
export interface Call {
  readonly root: Root;
  readonly socket: string;
  readonly method: 'GET' | 'POST';
  /** Below `/v1`, e.g. `/failover`. */
  readonly path: string;
  readonly body?: object;
  readonly token?: string | undefined;
  /** What the worker should know of the caller beside it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the worker may be silent; 0: as long as it likes. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back, not yet understood. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** An error as the system gives them, with its code. */
export const systemError = (code: string, message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), { code });

/** The body of a call and the headers that it is sent with. */
export const requestOf = (call: Call): { headers: Readonly<Record<string, string>>; payload: string } => {
  const payload = call.body === undefined ? '' : JSON.stringify(call.body);
  const content =
    call.body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) };
  const authorization = call.token === undefined ? {} : { authorization: `Bearer ${call.token}` };
  return { headers: { accept: 'application/json', ...content, ...call.headers, ...authorization }, payload };
};
