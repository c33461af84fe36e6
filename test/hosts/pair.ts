import { Lab, type LabOptions } from '../lab/lab.ts';
import { Appliance } from './appliance.ts';
import { applicationLines } from './application.ts';
import { Client } from './client.ts';

/** Two paired hosts: core1 is Primary and serves, core2 stands by. */
export interface Pair {
  readonly lab: Lab;
  readonly core1: Appliance;
  readonly core2: Appliance;
  /** Somebody who uses the application on core1, and on core2. */
  readonly client1: Client;
  readonly client2: Client;
}

export type OnFailure = 'keep-in-standby' | 'promote-to-primary';

interface PairOptions extends LabOptions {
  /** Hosts beside the two. */
  readonly more?: readonly string[];
}

/** Two bare hosts that know nothing of each other. */
export const bootTwo = async ({ more = [], ...options }: PairOptions = {}): Promise<Pair> => {
  const lab = await Lab.start(['core1', 'core2', ...more], options);
  const [first, second] = lab.hosts;
  if (first === undefined || second === undefined) throw new Error('The lab has no two hosts');
  const [core1, core2] = [new Appliance(first), new Appliance(second)];
  const pair = { lab, core1, core2, client1: new Client(lab, first), client2: new Client(lab, second) };
  try {
    await Promise.all([core1, core2].map((core) => core.until('the worker answers', () => true)));
    return pair;
  } catch (error) {
    await lab.close();
    throw error;
  }
};

/** The line that makes `other` a trusted host, with the key that it shows. */
export const trustLine = async (other: Appliance): Promise<string> => {
  const { key } = await other.read<{ key: string }>('show failover key');
  return `trusted-host ${other.name} address ${other.host.address} key ${key}`;
};

/** What one half of a pair is told about the other, and about when it is dead: soon, so that tests do not wait. */
const pairLines = async (other: Appliance, onFailure: OnFailure): Promise<string[]> => [
  await trustLine(other),
  `failover peer ${other.name}`,
  `failover on-failure ${onFailure}`,
  'failover heartbeat interval 500ms',
  'failover heartbeat recheck 300ms',
  'failover heartbeat timeout 1s',
  'failover heartbeat failures 3',
  'failover start-hold 20s',
  ...applicationLines,
  'high-availability enable',
];

/** Makes two bare hosts a pair, fills the application on core1 with a few devices and a file, and copies them to core2. */
const pairUp = async ({ core1, core2, client1 }: Pair, onFailure: OnFailure): Promise<void> => {
  await core2.host.must(['understudy', 'failover', 'mode', 'secondary']);
  await core1.configure(await pairLines(core2, onFailure));
  await core2.configure(await pairLines(core1, onFailure));
  await client1.untilServed();
  for (const name of ['one', 'two', 'three']) await client1.add(name);
  await client1.put('certificate.pem', 'a certificate\n');
  await core2.until('it hears core1', ({ peer }) => peer.reachable && peer.state === 'active');
  await core2.host.must(['understudy', 'failover', 'sync', 'core1'], { timeoutMs: 120_000 });
};

/** A pair for a test file of its own. */
export const bootPair = async (onFailure: OnFailure, options?: PairOptions): Promise<Pair> => {
  const pair = await bootTwo(options);
  try {
    await pairUp(pair, onFailure);
    return pair;
  } catch (error) {
    await pair.lab.close();
    throw error;
  }
};
