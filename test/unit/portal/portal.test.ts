import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../../demo/free-port.ts';
import type { Health, HealthPagesStatus, PortalPlan } from '../../../src/control/portal-shapes.ts';
import { UnderstudyError } from '../../../src/error.ts';
import { readCertificate } from '../../../src/portal/certificate.ts';
import { CertificateChanged, Portal } from '../../../src/portal/portal.ts';
import { probePage } from '../../../src/peer/page-probe.ts';
import { ensureCertificate } from '../../../src/worker/portal/certificate.ts';

/** A worker at the other end: what it wants served is pushed, and what it is told is kept. */
class Worker {
  health: () => Promise<Health> = () => Promise.resolve({ notServing: null, role: 'Primary' });
  readonly reports: HealthPagesStatus[] = [];
  #plans: PortalPlan[] = [];
  #isRunning = true;
  #wake: () => void = () => undefined;
  #told: () => void = () => undefined;

  push(plan: PortalPlan): void {
    this.#plans.push(plan);
    this.#wake();
  }

  die(): void {
    this.#isRunning = false;
    this.#wake();
  }

  start(): void {
    this.#isRunning = true;
  }

  async *plans(signal: AbortSignal): AsyncGenerator<PortalPlan> {
    signal.addEventListener('abort', () => this.#wake());
    this.#requireRunning();
    while (!this.#isOver(signal)) {
      const plan = this.#plans.shift();
      if (plan !== undefined) yield plan;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #requireRunning(): void {
    if (!this.#isRunning) throw new UnderstudyError('failed', 'The worker is not running');
  }

  #isOver(signal: AbortSignal): boolean {
    return signal.aborted || !this.#isRunning;
  }

  report(status: HealthPagesStatus): Promise<void> {
    this.reports.push(status);
    this.#told();
    return Promise.resolve();
  }

  async untilReported(times: number): Promise<HealthPagesStatus | undefined> {
    while (this.reports.length < times) await new Promise<void>((resolve) => (this.#told = resolve));
    return this.reports[times - 1];
  }
}

describe('the portal', () => {
  let path: string;
  let worker: Worker;
  let over: AbortController;
  let running: Promise<void>;
  const said: string[] = [];

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'understudy-portal-'));
    worker = new Worker();
    over = new AbortController();
    running = Promise.resolve();
    said.length = 0;
  });
  afterEach(async () => {
    over.abort();
    worker.die();
    await running;
    await rm(path, { recursive: true });
  });

  const make = async (name: string): Promise<string> => {
    await ensureCertificate(
      { certificate: join(path, 'certificate.pem'), certificateKey: join(path, 'key.pem') },
      name,
    );
    return (await readCertificate({ path, isHandedOver: false })).fingerprint;
  };
  const start = (isHandedOver = false): void => {
    const say = (_level: string, sentence: string): void => void said.push(sentence);
    running = new Portal({ link: worker, folder: { path, isHandedOver }, say }).run(over.signal);
  };
  const planOf = (certificate: string, ...ports: number[]): PortalPlan => ({
    ...{ hostname: 'core1', address: '127.0.0.1', ports, certificate },
  });
  const page = (port: number) => probePage({ address: '127.0.0.1', port, path: '/hastatus.html', timeoutMs: 5000 });

  test('serves where it is told to, and follows; the worker is told how it came out', async () => {
    const certificate = await make('core1');
    const [first, second] = [await freePort(), await freePort()];
    start();
    worker.push(planOf(certificate, first));
    expect(await worker.untilReported(1)).toEqual({ listening: [first], faults: [] });
    expect(await page(first)).toMatchObject({ line: 'MOBILEIRON-STATUS: OK (Mode: Primary)', certificate });
    worker.push(planOf(certificate, second));
    expect(await worker.untilReported(2)).toEqual({ listening: [second], faults: [] });
    await expect(page(first)).rejects.toThrow(`nobody listens on port ${first}`);
  });

  test('outlives the worker, says so on the pages, and finds it again', async () => {
    const certificate = await make('core1');
    const port = await freePort();
    start();
    worker.push(planOf(certificate, port));
    await worker.untilReported(1);
    worker.health = () => Promise.reject(new Error('gone'));
    worker.die();
    expect(await page(port)).toMatchObject({
      status: 503,
      line: 'MOBILEIRON-STATUS: FAILED (the worker could not be asked)',
    });
    worker.start();
    worker.push(planOf(certificate, port));
    expect(await worker.untilReported(2)).toEqual({ listening: [port], faults: [] });
    expect(said).toContain('The worker has ended: the pages say so until it is back');
  });

  test('a port that is taken is reported, and had when it is free', async () => {
    const certificate = await make('core1');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    start();
    worker.push(planOf(certificate, port));
    expect(await worker.untilReported(1)).toEqual({
      listening: [],
      faults: [expect.stringContaining('another program listens there')],
    });
    taken.close();
    await once(taken, 'close');
    expect(await worker.untilReported(2)).toEqual({ listening: [port], faults: [] });
  }, 10_000);

  test('where systemd hands the certificate over, another one ends it: the next start has it', async () => {
    const port = await freePort();
    const certificate = await make('core1');
    start(true);
    worker.push(planOf(certificate, port));
    await worker.untilReported(1);
    worker.push({ ...planOf(certificate.replaceAll(/[0-9]/g, 'A'), port), hostname: 'core9' });
    await expect(running).rejects.toThrow(CertificateChanged);
    running = Promise.resolve();
    await expect(page(port)).rejects.toThrow('nobody listens');
  });

  test('a certificate that the worker does not know is served and said: no start after start', async () => {
    const port = await freePort();
    await make('core1');
    start(true);
    worker.push(planOf('AA'.repeat(32), port));
    expect(await worker.untilReported(1)).toEqual({
      listening: [port],
      faults: [expect.stringContaining('another certificate than the worker knows')],
    });
    expect((await page(port)).status).toBe(200);
  });
});
