import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { UnderstudyError } from '../error.ts';
import { printable } from './printable.ts';

/** What stands on a health page, and who showed it. */
export interface Page {
  readonly status: number;
  /** Its first line, made fit for people. */
  readonly line: string;
  /** SHA-256 of the certificate, `AB:CD:…`; the caller says which one it should be. */
  readonly certificate: string;
}

export interface PageAt {
  readonly address: string;
  readonly port: number;
  readonly path: '/hastatus.html' | '/status/status.html';
  readonly timeoutMs: number;
}

const mostBytes = 16 * 1024;

const faultOf = (error: NodeJS.ErrnoException, { port, timeoutMs }: PageAt): UnderstudyError => {
  const extra = (hint: string) => ({ hint, cause: error });
  switch (error.code ?? '') {
    case 'ECONNREFUSED':
      return new UnderstudyError(
        'peer',
        `nobody listens on port ${port}`,
        extra('there: "show failover" says why, "systemctl status understudy-portal" whether it runs'),
      );
    case 'ETIMEDOUT':
      return new UnderstudyError(
        'peer',
        `port ${port} does not answer within ${timeoutMs} ms`,
        extra('check the network, and that its firewall admits the port'),
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new UnderstudyError(
        'peer',
        `there is no way to port ${port}: ${error.message}`,
        extra('check the network'),
      );
    default:
      return new UnderstudyError(
        'peer',
        `port ${port} does not answer over HTTPS: ${printable(error.message)}`,
        extra('another program may listen there: free the port, or change "health-page ports" there'),
      );
  }
};

/** What the page writes in numbers because it is HTML, as the character that it stands for. */
const plain = (html: string): string =>
  html.replace(/&#(\d{1,6});/g, (_whole, code: string) => String.fromCodePoint(Math.min(Number(code), 0xff_ff)));

/**
 * Asks for a health page over HTTPS, as a load balancer does (F1, F2).
 *
 * @throws UnderstudyError peer when nobody answers in time
 */
export const probePage = (at: PageAt): Promise<Page> =>
  new Promise((resolve, reject) => {
    const { address, port, path, timeoutMs } = at;
    const over = setTimeout(() => {
      sent.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    const settle = (take: () => void): void => {
      clearTimeout(over);
      take();
      sent.destroy();
    };
    // Self-signed: who it is says its fingerprint, which the peer tells over SSH.
    const options = { host: address, port, path, agent: false, rejectUnauthorized: false } as const;
    const sent = request(options, (response) => {
      const certificate = (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      const done = (): void =>
        settle(() => {
          const [line = ''] = body.split('\n');
          resolve({ status: response.statusCode ?? 0, line: printable(plain(line), 200), certificate });
        });
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > mostBytes) done();
      });
      response.once('end', done);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => settle(() => reject(faultOf(error, at))));
    sent.end();
  });
