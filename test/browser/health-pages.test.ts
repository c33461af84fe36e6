import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../demo/free-port.ts';

const project = join(import.meta.dirname, '../..');
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Resolves when the worker's control socket is there, and the pages are served. */
const started = async (worker: ChildProcess, root: string, port: number): Promise<void> => {
  const lines: string[] = [];
  worker.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const show = (): Promise<number | null> =>
    new Promise((resolve) => {
      spawn(join(project, 'bin/understudy'), ['--root', root, 'show', 'version'], { stdio: 'ignore' }).once(
        'close',
        resolve,
      );
    });
  const isServed = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', () => resolve(false));
      socket.once('connect', () => resolve(true)).once('connect', () => socket.destroy());
    });
  while ((await show()) !== 0) if (worker.exitCode !== null) throw new Error(lines.join(''));
  while (!(await isServed())) await wait(20);
};

describe('health pages in a browser', () => {
  let root: string;
  let port: number;
  let worker: ChildProcess;
  let portal: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'understudy-browser-'));
    port = await freePort();
    await mkdir(join(root, 'etc/understudy'), { recursive: true });
    await writeFile(
      join(root, 'etc/understudy/understudy.conf'),
      `hostname core1\nhealth-page address 127.0.0.1\nhealth-page ports ${port}\n`,
    );
    worker = spawn(join(project, 'bin/understudyd'), ['--root', root], { stdio: ['ignore', 'ignore', 'pipe'] });
    portal = spawn(join(project, 'bin/understudy-portal'), ['--root', root], { stdio: 'ignore' });
    await started(worker, root, port);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
    page = await browser.newPage({ ignoreHTTPSErrors: true });
  });
  afterAll(async () => {
    await browser.close();
    for (const program of [portal, worker]) {
      program.kill('SIGTERM');
      await once(program, 'exit');
    }
    await rm(root, { recursive: true });
  });

  test('a server that serves alone is OK and Primary (F1, F2)', async () => {
    const answer = await page.goto(`https://127.0.0.1:${port}/status/status.html`);
    expect(answer?.status()).toBe(200);
    expect(await page.textContent('body')).toBe('MOBILEIRON-STATUS: OK\n');
    await page.goto(`https://127.0.0.1:${port}/hastatus.html`);
    expect(await page.textContent('body')).toBe('MOBILEIRON-STATUS: OK (Mode: Primary)\n');
  });

  test('client connections disabled: the status page says so at the next look, and is no OK', async () => {
    const disable = spawn(
      join(project, 'bin/understudy'),
      ['--root', root, 'failover', 'client-connection', 'disable'],
      { stdio: 'ignore' },
    );
    expect(await once(disable, 'close')).toEqual([0, null]);
    const answer = await page.goto(`https://127.0.0.1:${port}/status/status.html`);
    expect(answer?.status()).toBe(503);
    expect(await page.textContent('body')).toBe('MOBILEIRON-STATUS: FAILED (client connections are disabled)\n');
  });

  test('the pages run no script and may not be framed', async () => {
    const answer = await page.goto(`https://127.0.0.1:${port}/hastatus.html`);
    expect(await answer?.headerValue('x-frame-options')).toBe('SAMEORIGIN');
    expect(await answer?.headerValue('cache-control')).toBe('no-store');
    expect(await page.$$('script')).toEqual([]);
  });
});
