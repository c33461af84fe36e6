import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HealthWatch } from '../../../src/host/health-watch.ts';
import type { ProtectedService } from '../../../src/host/protected-service.ts';

let said: string[];
let running: boolean;
let givenUp: boolean;
let watch: HealthWatch | undefined;
let watches: HealthWatch[] = [];

const service = {
  name: 'web',
  get running() {
    return running;
  },
  get isGivenUp() {
    return givenUp;
  },
  view: () => ({ detail: 'it ended' }),
  mend: (why: string) => void said.push(why),
  heal: () => void said.push('healed'),
} as unknown as ProtectedService;

const settings = { intervalMs: 1, timeoutMs: 5000, failures: 3, graceMs: 0 };
const watching = (command: string, more: Partial<typeof settings> = {}): HealthWatch => {
  watch = new HealthWatch(service, { check: { kind: 'command', command }, ...settings, ...more });
  watches.push(watch);
  return watch;
};
const eventually = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
};
const never = new AbortController().signal;

beforeEach(() => {
  said = [];
  running = true;
  givenUp = false;
});
afterEach(async () => {
  await Promise.all(watches.map((one) => one.stop()));
  watches = [];
});

test('so many failed checks in a row have it restarted', async () => {
  watching('false');
  await eventually(() => said.length > 0);
  expect(said[0]).toBe('failed its health check 3 times in a row (false ended with status 1)');
});

test('a service that is being started is given time, and is ill until then', async () => {
  watching('false', { graceMs: 60_000 });
  await eventually(() => watch?.view().healthy === false);
  expect(watch?.view()).toMatchObject({ failures: 0, reason: 'false ended with status 1', what: 'command false' });
  expect(watch?.isIll).toBe(true);
  expect(said).toEqual([]);
});

test('a healthy one is told so', async () => {
  watching('true');
  expect(await watch?.firstSuccess(never)).toBeNull();
  expect(said).toContain('healed');
  expect(watch?.view()).toMatchObject({ healthy: true, failures: 0, reason: null });
  expect(watch?.isIll).toBe(false);
});

test('one that does not run is not checked', async () => {
  running = false;
  watching('false');
  const over = new AbortController();
  const waited = watch?.firstSuccess(over.signal);
  over.abort();
  expect(await waited).toBe('it ended');
  expect(watch?.view()).toMatchObject({ healthy: null, at: null });
  expect(said).toEqual([]);
});

test('nobody waits for one that is given up, nor longer than its grace', async () => {
  watching('false', { timeoutMs: 1 });
  expect(await watch?.firstSuccess(never)).not.toBeNull();
  givenUp = true;
  running = false;
  expect(await watching('true', { graceMs: 3_600_000 }).firstSuccess(never)).toBe('it ended');
});
