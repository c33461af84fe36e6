/**
 * Runs on a host of the lab, or beside the hosts, and tells of each look what it saw: whether an address is on this host,
 * and whether a client of an URL was answered. Instants are of the clock that all hosts of the lab share and nobody sets.
 */
import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

const [address = '', url = '', patienceMs = ''] = process.argv.slice(2);
const lookEveryMs = 10;
const tellEveryMs = 100;

const nowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);
const tell = (seen: object): void => void process.stdout.write(`${JSON.stringify({ atMs: nowMs(), ...seen })}\n`);

const isHere = (): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address) === true);

const lookForAddress = async (): Promise<never> => {
  let [last, toldMs] = [undefined as boolean | undefined, 0];
  for (;;) {
    const now = isHere();
    if (now !== last || nowMs() - toldMs >= tellEveryMs) {
      tell({ hasAddress: now });
      [last, toldMs] = [now, nowMs()];
    }
    await wait(lookEveryMs);
  }
};

/** Each client has a connection of its own, and waits: what is answered late is answered. */
const isAnswered = (): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = get(url, { agent: false, timeout: Number(patienceMs) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
  });

const lookForAnswers = async (): Promise<never> => {
  for (;;) {
    if (await isAnswered()) tell({ answered: true });
    await wait(lookEveryMs);
  }
};

await Promise.all([lookForAddress(), lookForAnswers()]);
