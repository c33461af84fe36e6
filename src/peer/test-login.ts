import { UnderstudyError } from '../error.ts';
import type { Endpoint } from './endpoint.ts';
import { requireOtherName, requireProtocol } from './link.ts';
import type { Hello } from './protocol.ts';
import { Session } from './session.ts';
import type { Stage } from './ssh-connection.ts';
import type { TestSteps } from './test-steps.ts';

export interface LoginLimits {
  readonly connectTimeoutMs: number;
  readonly loginTimeoutMs: number;
  readonly helloTimeoutMs: number;
}

/** The peer's hello, and its clock against ours at the middle of the round trip, positive when it is ahead (E11). */
export interface Heard {
  readonly hello: Hello;
  readonly clockDifferenceMs: number;
}

const keepaliveMs = 2000;

const stages: readonly {
  readonly stage: Stage;
  readonly name: string;
  readonly seen: (endpoint: Endpoint) => string;
}[] = [
  { stage: 'resolve', name: 'find the address', seen: ({ address }) => address },
  { stage: 'connect', name: 'reach the SSH port', seen: ({ port }) => `port ${port} answers` },
  { stage: 'hostKey', name: 'check the key of its SSH server', seen: () => 'it is the trusted one' },
  { stage: 'login', name: 'log in over SSH', seen: ({ user }) => `as ${user}, with our key` },
];

/** Logs in, a step for each stage of the way; undefined when one of them failed. */
export const tryLogin = async (
  steps: TestSteps,
  endpoint: Endpoint,
  keyPath: string,
  { connectTimeoutMs, loginTimeoutMs }: LoginLimits,
): Promise<Session | undefined> => {
  const passed = new Set<Stage>();
  const onStage = (stage: Stage): void => void passed.add(stage);
  const opening = Session.open('hello', { endpoint, keyPath, connectTimeoutMs, loginTimeoutMs, keepaliveMs, onStage });
  const session = await opening.catch(() => undefined);
  const failed = async (name: string): Promise<undefined> => {
    await steps.try(name, () => opening.then(() => 'done'));
    return undefined;
  };
  for (const { stage, name, seen } of stages) {
    if (!passed.has(stage)) return failed(name);
    steps.passed(name, seen(endpoint));
  }
  return session ?? failed('start understudy-peer');
};

/** Who is there; undefined when it does not say. */
export const tryHello = async (
  steps: TestSteps,
  session: Session,
  ours: Hello,
  { name, helloTimeoutMs }: { readonly name: string; readonly helloTimeoutMs: number },
): Promise<Heard | undefined> => {
  let heard: Heard | undefined;
  await steps.try('exchange names and releases', async () => {
    const sentAtMs = performance.now();
    const hello = await session.request('hello', ours, { timeoutMs: helloTimeoutMs });
    const tookMs = performance.now() - sentAtMs;
    requireProtocol(ours, hello, name);
    heard = { hello, clockDifferenceMs: Math.round(hello.clockMs - (Date.now() - tookMs / 2)) };
    return `it is ${hello.hostname} with release ${hello.release}`;
  });
  return heard;
};

/** Whether the two can be a pair: names, releases, clocks. False when they have the same name, and nothing else is worth a try. */
export const tryMatch = async (
  steps: TestSteps,
  ours: Hello,
  { hello: theirs, clockDifferenceMs }: Heard,
  { name, maxClockDifferenceMs }: { readonly name: string; readonly maxClockDifferenceMs: number },
): Promise<boolean> => {
  const hasOtherName = await steps.try('compare the hostnames', () => {
    requireOtherName(ours, theirs, name);
    return `${ours.hostname} and ${theirs.hostname}`;
  });
  if (!hasOtherName) return false;
  await steps.try('compare the releases', () => {
    if (theirs.release === ours.release) return `both have ${ours.release}`;
    throw new UnderstudyError('refused', `${name} has release ${theirs.release}, this server ${ours.release}`, {
      hint: 'nothing is replicated until both have the same: upgrade the older one, a Secondary first',
    });
  });
  await steps.try('compare the clocks', () => {
    const off = Math.abs(clockDifferenceMs);
    const seen = `${name} is ${off} ms ${clockDifferenceMs < 0 ? 'behind' : 'ahead'}; at most ${maxClockDifferenceMs} ms are allowed`;
    if (off <= maxClockDifferenceMs) return seen;
    throw new UnderstudyError('refused', seen, {
      hint: 'set the clock of both servers by NTP; "show clock" says what each shows',
    });
  });
  return true;
};
