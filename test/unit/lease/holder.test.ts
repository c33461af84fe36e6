import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LeaseReport } from '../../../src/host/lease-protocol.ts';
import type { Found, VirtualAddressPort } from '../../../src/host/virtual-address.ts';
import { Holder } from '../../../src/lease/holder.ts';

const address = '10.1.2.100/24';
const other = '10.1.2.200/24';

/** A host whose kernel takes addresses away by the same clock. */
class Kernel implements VirtualAddressPort {
  nowMs = 1_000_000;
  readonly done: string[] = [];
  readonly addresses = new Map<string, { device: string; untilMs: number }>();
  neighbour: string | null = null;
  refusal: string | null = null;
  /** What happens while neighbours are asked. */
  whileProbing: () => void = () => undefined;

  async find(wanted: string): Promise<Found | undefined> {
    const found = this.addresses.get(wanted);
    if (found === undefined || found.untilMs <= this.nowMs) return undefined;
    const isForEver = found.untilMs === Infinity;
    return { interface: found.device, validSeconds: isForEver ? null : Math.ceil((found.untilMs - this.nowMs) / 1000) };
  }

  async put(wanted: string, device: string, seconds: number): Promise<void> {
    if (this.refusal !== null) throw new Error(this.refusal);
    this.done.push(`put ${wanted} ${device} ${seconds}`);
    this.addresses.set(wanted, { device, untilMs: this.nowMs + seconds * 1000 });
  }

  async drop(wanted: string, device: string): Promise<void> {
    this.done.push(`drop ${wanted} ${device}`);
    this.addresses.delete(wanted);
  }

  async probe(wanted: string, device: string): Promise<string | null> {
    this.done.push(`probe ${wanted} ${device}`);
    this.whileProbing();
    return this.neighbour;
  }

  async announce(wanted: string): Promise<void> {
    this.done.push(`announce ${wanted}`);
  }

  /** What was done since the last time. */
  taken(): string[] {
    return this.done.splice(0);
  }
}

let kernel: Kernel;
let reports: LeaseReport[];
let holder: Holder;
beforeEach(() => {
  kernel = new Kernel();
  reports = [];
  holder = new Holder({ port: kernel, nowMs: () => kernel.nowMs, report: (report) => reports.push(report) });
});

const grant = async (wanted = address, device = 'eth0'): Promise<void> => {
  holder.grant({ type: 'grant', address: wanted, interface: device, untilMs: kernel.nowMs + 5000 });
  await holder.act();
};
const pass = async (ms: number): Promise<void> => {
  kernel.nowMs += ms;
  await holder.act();
};
const isThere = async (wanted = address): Promise<boolean> => (await kernel.find(wanted)) !== undefined;

describe('E3: the virtual address', () => {
  test('is taken once nobody answers at it, for no longer than the grant, and neighbours are told', async () => {
    await grant();
    expect(kernel.taken()).toEqual([`probe ${address} eth0`, `put ${address} eth0 5`, `announce ${address}`]);
    expect(reports).toEqual([{ address, interface: 'eth0', held: true, reason: null, usedBy: null }]);
  });

  test('is renewed once a second while grants come, without asking anybody again', async () => {
    await grant();
    kernel.taken();
    for (let round = 1; round <= 12; round += 1) {
      kernel.nowMs += 250;
      await grant();
    }
    expect(kernel.taken().filter((what) => !what.startsWith('announce'))).toEqual(
      Array.from({ length: 3 }, () => `put ${address} eth0 5`),
    );
    expect(await isThere()).toBe(true);
  });

  test('is announced at once, twice more within seconds, and from then on rarely', async () => {
    const at: number[] = [];
    const beganMs = kernel.nowMs;
    for (let ms = 0; ms <= 40_000; ms += 250) {
      kernel.nowMs = beganMs + ms;
      await grant();
      if (kernel.taken().includes(`announce ${address}`)) at.push(ms);
    }
    expect(at).toEqual([0, 1000, 3000, 18_000, 33_000]);
  });

  test('goes when no grant comes any more, in time and by our own hand', async () => {
    await grant();
    await pass(3900);
    expect(await isThere()).toBe(true);
    kernel.taken();
    await pass(200);
    expect(kernel.taken()).toEqual([`drop ${address} eth0`]);
    expect(await isThere()).toBe(false);
  });

  test('goes by the kernel alone when nobody is left to take it away', async () => {
    await grant();
    kernel.nowMs += 700;
    await grant();
    // The renewal was not due yet: the address ends with what the kernel was told.
    kernel.nowMs += 4400;
    expect(await isThere()).toBe(false);
  });

  test('goes at once when it is released, and is probed for anew when it is granted again', async () => {
    await grant();
    holder.release();
    await holder.act();
    expect(kernel.taken().slice(-1)).toEqual([`drop ${address} eth0`]);
    await grant();
    expect(kernel.taken()[0]).toBe(`probe ${address} eth0`);
    expect(reports.map((report) => report.held)).toEqual([true, true]);
  });

  test('moves when another one is granted: the old one first goes', async () => {
    await grant();
    kernel.taken();
    await grant(other);
    expect(kernel.taken()).toEqual([
      `drop ${address} eth0`,
      `probe ${other} eth0`,
      `put ${other} eth0 5`,
      `announce ${other}`,
    ]);
  });

  test('a grant that lay about is as old as it is, and one from the future ends when any grant does', async () => {
    holder.grant({ type: 'grant', address, interface: 'eth0', untilMs: kernel.nowMs - 1 });
    await holder.act();
    expect(kernel.taken()).toEqual([]);
    holder.grant({ type: 'grant', address, interface: 'eth0', untilMs: kernel.nowMs + 3_600_000 });
    await holder.act();
    expect(kernel.taken()).toContain(`put ${address} eth0 5`);
    await pass(5000);
    expect(await isThere()).toBe(false);
  });
});

describe('E3: an address that somebody else has', () => {
  test('is not taken, it is said who answers, and it is asked again every second until it is free', async () => {
    kernel.neighbour = '02:00:00:00:00:07';
    for (let round = 0; round < 8; round += 1) {
      await grant();
      kernel.nowMs += 250;
    }
    expect(kernel.taken()).toEqual([`probe ${address} eth0`, `probe ${address} eth0`]);
    const reason = '02:00:00:00:00:07 on eth0 answers at this address';
    expect(reports).toEqual([{ address, interface: 'eth0', held: false, reason, usedBy: '02:00:00:00:00:07' }]);

    kernel.neighbour = null;
    await grant();
    expect(reports.at(-1)).toMatchObject({ held: true, reason: null, usedBy: null });
  });

  test('is not taken when the grant was taken back while neighbours were asked', async () => {
    kernel.whileProbing = () => holder.release();
    await grant();
    expect(kernel.taken()).toEqual([`probe ${address} eth0`]);
    expect(await isThere()).toBe(false);
  });

  test('is not taken when another one was granted while neighbours were asked, and that one is asked for, too', async () => {
    kernel.whileProbing = () => {
      kernel.whileProbing = () => undefined;
      void grant(other);
    };
    await grant();
    await holder.act();
    expect(kernel.taken()).toEqual([
      `probe ${address} eth0`,
      `probe ${other} eth0`,
      `put ${other} eth0 5`,
      `announce ${other}`,
    ]);
  });

  test('is not taken when the grant ran out while neighbours were asked', async () => {
    kernel.whileProbing = () => (kernel.nowMs += 4500);
    await grant();
    expect(kernel.taken()).toEqual([`probe ${address} eth0`]);
  });
});

test('what a renewer that was killed left here is gone on with, without asking the neighbours', async () => {
  kernel.addresses.set(address, { device: 'eth0', untilMs: kernel.nowMs + 2000 });
  await grant();
  expect(kernel.taken()).toEqual([`put ${address} eth0 5`, `announce ${address}`]);
});

test("an address that is the host's own stays as it is: it is never given an end", async () => {
  kernel.addresses.set(address, { device: 'eth0', untilMs: Infinity });
  await grant();
  holder.release();
  await holder.act();
  expect(kernel.taken()).toEqual([]);
  expect(reports).toMatchObject([{ held: false, reason: 'this host has it by its own configuration, on eth0' }]);
});

test('a kernel that refuses is told on, and tried again a second later', async () => {
  kernel.refusal = 'The kernel does not take 10.1.2.100/24 on eth0: Cannot find device "eth0"';
  await grant();
  await grant();
  expect(kernel.taken()).toEqual([`probe ${address} eth0`]);
  expect(reports).toMatchObject([{ held: false, reason: kernel.refusal }]);
  kernel.refusal = null;
  kernel.nowMs += 1000;
  await grant();
  expect(reports.at(-1)).toMatchObject({ held: true });
});

test('a renewal that fails is no longer counted on, and made good', async () => {
  await grant();
  kernel.refusal = 'no';
  kernel.nowMs += 1000;
  await grant();
  expect(reports.at(-1)).toMatchObject({ held: false, reason: 'no' });
  kernel.refusal = null;
  kernel.nowMs += 1000;
  await grant();
  expect(reports.at(-1)).toMatchObject({ held: true, reason: null });
});
