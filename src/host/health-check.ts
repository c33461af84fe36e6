import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { execa } from 'execa';
import { tokenize } from '../config/token.ts';

/** How a service's health is told. */
export type HealthCheck =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'command'; readonly command: string };

/** As it is shown: of a command only its program, for passwords may stand behind it, and of a URL all but its query. */
export const printCheck = (check: HealthCheck): string => {
  switch (check.kind) {
    case 'http':
      return `http ${check.url.replace(/\?.*$/, '')}`;
    case 'tcp':
      return `tcp ${check.port}`;
    case 'command':
      return `command ${tokenize(check.command)[0]?.text ?? ''}`;
  }
};

/** Null while healthy, else why not. Never fails, and ends within `timeoutMs`. */
export const probe = (check: HealthCheck, timeoutMs: number): Promise<string | null> => {
  switch (check.kind) {
    case 'http':
      return probeHttp(check.url, timeoutMs);
    case 'tcp':
      return probeTcp(check.port, timeoutMs);
    case 'command':
      return probeCommand(check.command, timeoutMs);
  }
};

const slow = (timeoutMs: number): string => `no answer within ${timeoutMs / 1000} s`;

/** The service is on this host and its certificate, if any, for the names of clients: it is not asked for. */
const probeHttp = (url: string, timeoutMs: number): Promise<string | null> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const options = { agent: false, signal, rejectUnauthorized: false, headers: { 'User-Agent': 'understudy' } };
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, options, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      resolve(statusCode >= 200 && statusCode < 400 ? null : `it answers with status ${statusCode}`);
    });
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve(signal.aborted ? slow(timeoutMs) : (error.code ?? error.message)),
    );
    request.end();
  });

const probeTcp = (port: number, timeoutMs: number): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const timer = setTimeout(() => done(slow(timeoutMs)), timeoutMs);
    const done = (fault: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    socket
      .once('connect', () => done(null))
      .once('error', (error: NodeJS.ErrnoException) =>
        done(error.code === 'ECONNREFUSED' ? `nothing listens on port ${port}` : (error.code ?? error.message)),
      );
  });

const probeCommand = async (command: string, timeoutMs: number): Promise<string | null> => {
  const [program = '', ...args] = tokenize(command).map(({ text }) => text);
  const { failed, timedOut, exitCode, signal, code } = await execa(program, args, {
    reject: false,
    buffer: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    timeout: timeoutMs,
    forceKillAfterDelay: 500,
    env: { LC_ALL: 'C' },
  });
  if (!failed) return null;
  if (timedOut) return slow(timeoutMs);
  if (code === 'ENOENT') return `${program} is missing`;
  return signal === undefined
    ? `${program} ended with status ${exitCode ?? '?'}`
    : `${program} was killed by ${signal}`;
};
