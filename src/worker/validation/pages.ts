import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { reasonOf } from '../../error.ts';
import { healthOf } from '../reports/status.ts';
import { failed, ok, type Finding, type PlanItem } from './finding.ts';
import type { Worker } from '../worker.ts';

const timeoutMs = 5000;
const mostBytes = 4096;

interface Page {
  readonly status: number;
  readonly text: string;
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly certificate: string;
}

/** As the page reads. */
const textOf = (html: string): string =>
  html.trim().replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** The certificate is our own and signed by nobody: it is known by its fingerprint. */
const pageAt = (host: string, port: number, path: string): Promise<Page> =>
  new Promise((resolve, reject) => {
    const ask = request(
      { host, port, path, rejectUnauthorized: false, agent: false, timeout: timeoutMs },
      (response) => {
        const certificate = (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(0, mostBytes)));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text: textOf(text), certificate }));
        response.once('error', reject);
      },
    );
    ask.once('timeout', () => ask.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    ask.once('error', reject);
    ask.end();
  });

const placeOf = (address: string): string => (address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address);

const answers = async (worker: Worker, port: number): Promise<string | undefined> => {
  const { address, certificate } = worker.portal.plan;
  const { notServing } = healthOf(worker);
  const status = await pageAt(placeOf(address), port, '/status/status.html');
  if (status.certificate !== certificate) return 'another program answers there: the certificate is not ours';
  if ((status.status === 200) !== (notServing === null))
    return `/status/status.html answers ${status.status}: ${status.text}`;
  const role = await pageAt(placeOf(address), port, '/hastatus.html');
  return role.status === 200 ? undefined : `/hastatus.html answers ${role.status}: ${role.text}`;
};

/** Both pages, on every port, as a load balancer asks for them (F1, F2). */
const pages = async (worker: Worker): Promise<Finding> => {
  const { ports } = worker.portal.plan;
  const [fault] = worker.portal.status.faults;
  if (fault !== undefined) return failed(fault, null);
  for (const port of ports) {
    const wrong = await answers(worker, port).catch((error: unknown) => `no answer: ${reasonOf(error)}`);
    if (wrong !== undefined)
      return failed(`port ${port}: ${wrong}`, '"show failover readiness" says what keeps this server from its part');
  }
  const { notServing, role } = healthOf(worker);
  return ok(
    `ports ${ports.join(' and ')}: Mode ${typeof role === 'string' ? role : '-'}, ${notServing === null ? 'serving' : 'not serving'}`,
  );
};

export const pageItems: readonly PlanItem[] = [{ name: 'health pages', look: ({ worker }) => pages(worker) }];
