import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { initialConfig, type Config } from '../../../../src/config/config.ts';
import type { Node } from '../../../../src/failover/node.ts';
import type { LeaseReport } from '../../../../src/host/lease-protocol.ts';
import type { NewEvent } from '../../../../src/store/history.ts';
import type { Logs } from '../../../../src/worker/log.ts';
import { VirtualIp } from '../../../../src/worker/lease/virtual-ip.ts';

const node = { phase: 'active', term: { counter: 4 } } as Node;
const settings = { healthMonitorInterface: 'eth0', virtualAddress: '10.1.2.100/24' };

let folder: string;
let config: Config;
let isServing: boolean;
let addresses: Record<string, string[]>;
let events: NewEvent[];
let logged: string[];
let notices: string[];
let virtualIp: VirtualIp;
let renewer: Socket | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-address-'));
  chmodSync(folder, 0o755);
  config = { ...initialConfig(), ...settings };
  isServing = true;
  addresses = { lo: ['127.0.0.1/8'], eth0: ['10.1.2.3/24'], eth1: [] };
  [events, logged, notices] = [[], [], []];
  const log = (level: string, sentence: string): void => void logged.push(`${level}: ${sentence}`);
  const holding = {
    get config() {
      return config;
    },
    paths: { leaseSocket: join(folder, 'run/private/lease.sock') },
    stage: {
      get isServing() {
        return isServing;
      },
    },
    serveLease: { servesUntilMs: Infinity, opened: () => undefined },
    engine: { node },
    logs: { availability: { log } } as unknown as Logs,
    history: { addEvent: (event: NewEvent) => events.push(event) > 0 },
    sessions: { notice: (sentence: string) => void notices.push(sentence) },
  };
  virtualIp = new VirtualIp(holding, () => addresses);
  await virtualIp.open();
});
afterEach(async () => {
  renewer?.destroy();
  renewer = undefined;
  await virtualIp.close();
  rmSync(folder, { recursive: true });
});

const blockers = (): string[] =>
  virtualIp.blockers.map(({ sentence, remedy }) => (remedy === null ? sentence : `${sentence}: ${remedy}`));

/** A renewer that answers every grant with what `answer` makes of it; resolves when its first answer has arrived. */
const answering = async (answer: Partial<LeaseReport>): Promise<void> => {
  renewer = connect(join(folder, 'run/private/lease.sock'));
  await once(renewer, 'connect');
  const orders = createInterface(renewer);
  orders.on('line', (line) => {
    const { address, interface: device } = JSON.parse(line) as LeaseReport;
    const report = { address, interface: device, held: true, reason: null, usedBy: null, ...answer };
    renewer?.write(`${JSON.stringify(report)}\n`);
  });
  while (virtualIp.blockers.length > 0 && virtualIp.status?.reason !== answer.reason) {
    virtualIp.renew();
    await new Promise(setImmediate);
  }
};

test('nothing is said of an address where none is configured', () => {
  config = initialConfig();
  virtualIp.renew();
  expect(virtualIp.status).toBeNull();
  expect(virtualIp.blockers).toEqual([]);
});

test('the socket of the renewer lies in a folder that only its owner may enter', () => {
  expect(statSync(dirname(join(folder, 'run/private/lease.sock'))).mode & 0o777).toBe(0o700);
});

describe('E3 on a server that serves', () => {
  test('the address is here once the renewer has it, and that is in the log and in the history', async () => {
    await answering({});
    expect(virtualIp.status).toEqual({
      address: '10.1.2.100/24',
      interface: 'eth0',
      held: true,
      reason: null,
      usedBy: null,
    });
    const sentence = 'The virtual address 10.1.2.100/24 is on eth0';
    expect(logged).toEqual([`info: ${sentence}`]);
    expect(events).toMatchObject([{ epoch: 4, row: null, from: 'active', to: 'active', sentence }]);
    expect(notices).toEqual([]);
  });

  test('without a renewer it stands in the way of the clients, and what to do is said', () => {
    virtualIp.renew();
    expect(blockers()).toEqual([
      'The virtual address 10.1.2.100/24 is not on eth0: the lease renewer does not answer: "systemctl status understudy-lease" on this server says why',
    ]);
  });

  test('somebody who has it already is named', async () => {
    const usedBy = '02:00:00:00:00:07';
    await answering({ held: false, reason: `${usedBy} on eth0 answers at this address`, usedBy });
    expect(blockers()).toEqual([
      `The virtual address 10.1.2.100/24 is not on eth0: ${usedBy} on eth0 answers at this address: find that host and take the address away from it`,
    ]);
  });

  test('an address that does not fit this host is not granted, and is said', async () => {
    config = { ...config, virtualAddress: '10.1.3.100/24' };
    virtualIp.renew();
    const fault =
      'The virtual address 10.1.3.100/24 is not in the subnet of eth0, 10.1.2.0/24: the health monitor address and the virtual address have to be in one subnet';
    expect(virtualIp.status).toMatchObject({ held: false, reason: fault });
    expect(blockers()).toEqual([fault]);
    expect(virtualIp.warnings(initialConfig())).toEqual([fault]);
    // What was there when it was configured is no news when something else is.
    expect(virtualIp.warnings({ ...config, keepGenerations: 7 })).toEqual([]);
  });
});

describe('E3 on a server that does not serve', () => {
  beforeEach(() => {
    isServing = false;
  });

  test('the address is not here, and what it would lack is said', () => {
    virtualIp.renew();
    expect(virtualIp.status).toMatchObject({ held: false, reason: 'this server does not serve' });
    expect(blockers()).toEqual([
      'No lease renewer is there, without which this server cannot take the virtual address: "systemctl start understudy-lease" on this server starts it',
    ]);
  });

  test('an address that the host has by itself is in the way', async () => {
    await answering({ reason: 'this server does not serve' });
    addresses = { ...addresses, eth1: ['10.1.2.100/32'] };
    expect(blockers().at(-1)).toBe(
      "This server has the virtual address 10.1.2.100/24 on eth1 though it does not serve: take it out of the host's own network configuration",
    );
  });
});
