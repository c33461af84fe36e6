import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PortalPlan } from '../../../../src/control/portal-shapes.ts';
import type { Caller } from '../../../../src/worker/control/caller.ts';
import { PortalDesk } from '../../../../src/worker/portal/portal-desk.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

const told = { login: null, from: null };
const fault = 'Health pages are not served on 0.0.0.0 port 443: another program listens there.';

describe('the worker and its portal', () => {
  let folder: string;
  let desk: PortalDesk;
  const log: string[] = [];
  const config = { hostname: 'core1', healthAddress: '0.0.0.0', healthPorts: [443] };
  const own: Caller = { uid: process.getuid?.(), pid: 71, told };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-desk-'));
    log.length = 0;
    const keep = (sentence: string): void => void log.push(sentence);
    desk = new PortalDesk({
      paths: { certificate: join(folder, 'certificate.pem'), certificateKey: join(folder, 'key.pem') },
      config,
      logs: { worker: { info: keep, warn: keep, error: keep } },
    } as unknown as Worker);
    await desk.changed();
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('whoever follows is told the plan at once and after each change, the newest only', async () => {
    const follower = desk.open(own);
    const plans = follower.follow(() => desk.plan);
    const first = (await plans.next()).value as PortalPlan;
    expect(first).toMatchObject({ hostname: 'core1', address: '0.0.0.0', ports: [443] });
    expect(first.certificate).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
    config.healthPorts = [8443];
    await desk.changed();
    config.healthPorts = [9443];
    await desk.changed();
    expect((await plans.next()).value).toMatchObject({ ports: [9443] });
    const next = plans.next();
    desk.close(follower);
    expect(await next).toEqual({ done: true, value: undefined });
    config.healthPorts = [443];
  });

  test('the report of a portal lasts as long as it follows; every change of it is in the log once', async () => {
    expect(desk.status).toMatchObject({ listening: [], faults: [expect.stringContaining('does not run')] });
    const follower = desk.open(own);
    await desk.report(own, { listening: [], faults: [fault] });
    await desk.report(own, { listening: [], faults: [fault] });
    await desk.report(own, { listening: [443], faults: [] });
    expect(desk.status).toEqual({ listening: [443], faults: [] });
    desk.close(follower);
    expect(desk.status.faults).toEqual([expect.stringContaining('systemctl start understudy-portal')]);
    expect(log).toEqual([
      fault,
      'Health pages are served on 0.0.0.0 port 443',
      expect.stringContaining('understudy-portal does not run'),
    ]);
  });

  test('a worker that stops does not complain that its portal leaves', async () => {
    const follower = desk.open(own);
    await desk.report(own, { listening: [443], faults: [] });
    desk.stop();
    desk.close(follower);
    expect(log).toEqual(['Health pages are served on 0.0.0.0 port 443']);
  });

  test.each([
    ['another account', { ...own, uid: 4711 }],
    ['a process that does not follow', { ...own, pid: 72 }],
    ['nobody the kernel knows', { ...own, uid: undefined, pid: undefined }],
  ])('%s may not report', async (_who, caller) => {
    desk.open({ ...own, uid: 4711 });
    await expect(desk.report(caller, { listening: [], faults: [fault] })).rejects.toMatchObject({ code: 'permission' });
    expect(log).toEqual([]);
  });

  test('a portal that has become hostile does not fill the log', async () => {
    desk.open(own);
    for (let time = 0; time < 100; time += 1) await desk.report(own, { listening: [], faults: [`fault ${time}`] });
    expect(log).toHaveLength(20);
  });
});
