import { lookup } from 'node:dns/promises';
import { UnderstudyError } from '../error.ts';
import type { Endpoint } from './endpoint.ts';
import { probePage, type Page } from './page-probe.ts';
import type { Description } from './protocol.ts';
import type { Session } from './session.ts';
import type { TestSteps } from './test-steps.ts';

const describeTimeoutMs = 5000;
const pageTimeoutMs = 3000;
const everywhere = ['0.0.0.0', '::'];

type Pages = Description['healthPages'];

/** Which ports its health pages have, and which certificate, as it says itself over SSH. */
export const tryDescribe = async (steps: TestSteps, session: Session): Promise<Description | undefined> => {
  let description: Description | undefined;
  await steps.try('ask for its ports', async () => {
    description = await session.request('describe', {}, { timeoutMs: describeTimeoutMs });
    const { address, ports } = description.healthPages;
    return `health pages on ${address} port ${ports.join(', ')}`;
  });
  return description;
};

/** A peer names ports of its own; it does not make us knock at other addresses than that we reach it at. */
const isHere = async ({ address }: Endpoint, told: string): Promise<boolean> => {
  if (everywhere.includes(told) || told === address) return true;
  const found = await lookup(address, { all: true }).catch(() => []);
  return found.some((one) => one.address === told);
};

const requireItsPage = ({ status, line, certificate }: Page, port: number, name: string, pages: Pages): string => {
  if (certificate !== pages.certificate) {
    throw new UnderstudyError(
      'refused',
      `port ${port} shows the certificate ${certificate}, and ${name} says over SSH that its own is ${pages.certificate}`,
      {
        hint: 'there: "systemctl restart understudy-portal"; if that does not help, look for who answers in between',
      },
    );
  }
  if (line.startsWith('MOBILEIRON-STATUS:')) return `port ${port} shows its certificate, and says ${line}`;
  throw new UnderstudyError('failed', `port ${port} shows no health page (HTTP status ${status}): ${line}`, {
    hint: 'there: "show logging worker"',
  });
};

/** What the peer itself knows of a port that does not answer. */
const withItsWords = (error: unknown, port: number, { faults }: Pages): unknown => {
  const said =
    faults.find((fault) => fault.includes(` port ${port}:`)) ?? faults.find((fault) => !/ port \d+:/.test(fault));
  return error instanceof UnderstudyError && error.code === 'peer' && said !== undefined
    ? new UnderstudyError('peer', error.message, { hint: `it says: ${said}`, cause: error })
    : error;
};

/** Every port of its health pages over HTTPS, with the certificate that it told of (F4). */
export const tryPages = async (steps: TestSteps, endpoint: Endpoint, pages: Pages): Promise<void> => {
  const { name, address } = endpoint;
  if (!(await isHere(endpoint, pages.address))) {
    steps.passed(
      `reach the health pages`,
      `they are on ${pages.address} only, and we reach ${name} at ${address}: not tried from here`,
    );
    return;
  }
  const asked = pages.ports.map(async (port) => ({
    port,
    page: await probePage({ address, port, path: '/hastatus.html', timeoutMs: pageTimeoutMs }).catch(
      (error: unknown) => withItsWords(error, port, pages) as Error,
    ),
  }));
  for (const { port, page } of await Promise.all(asked)) {
    await steps.try(`reach the health page on port ${port}`, () => {
      if (page instanceof Error) throw page;
      return requireItsPage(page, port, name, pages);
    });
  }
};
