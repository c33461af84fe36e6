import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';

const timeoutMs = 3000;
const probes = 2;
const probeEveryMs = 250;
const brings: Readonly<Record<string, string>> = { ip: 'iproute2', arping: 'iputils-arping' };

interface Ran {
  readonly exitCode: number | undefined;
  readonly text: string;
}

const run = async (program: string, args: readonly string[], signal?: AbortSignal): Promise<Ran> => {
  const ran = await execa(program, args, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    env: { LC_ALL: 'C' },
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  if (ran.code === 'ENOENT') {
    throw new UnderstudyError(
      'resource',
      `the program ${program} is missing, which ${brings[program] ?? 'Debian'} brings`,
    );
  }
  return { exitCode: ran.exitCode, text: ran.exitCode === 0 ? ran.stdout : `${ran.stderr}\n${ran.stdout}` };
};

/** The first line of what a program complains of, without its name. */
const complaint = ({ text, exitCode }: Ran): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^(RTNETLINK answers|Error|arping|ip): /, '').trim())
    .find((line) => line !== '') ?? `it ended with status ${exitCode ?? 'none'}`;

const links = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z.array(z.object({ local: z.string().optional(), valid_life_time: z.number().optional() })).optional(),
  }),
);
/** What `ip` writes for an address that stays. */
const forEver = 4_294_967_295;

/** Where this host has an address. */
export interface Found {
  readonly interface: string;
  /** Null: for ever, as an administrator configures it. */
  readonly validSeconds: number | null;
}

/** An address that this host has for a while only: the kernel takes it away by itself. Addresses are `A.B.C.D/LEN`. */
export interface VirtualAddressPort {
  find(address: string): Promise<Found | undefined>;
  /** Adds it, or lets it stay longer. @throws UnderstudyError failed with what the kernel says */
  put(address: string, device: string, seconds: number): Promise<void>;
  /** Nothing happens where it is not there. */
  drop(address: string, device: string): Promise<void>;
  /** Who else answers at the address: its hardware address, or null. @throws UnderstudyError where that cannot be asked */
  probe(address: string, device: string, signal: AbortSignal): Promise<string | null>;
  /** Tells the neighbours where the address is now. */
  announce(address: string, device: string): Promise<void>;
}

const bare = (address: string): string => address.split('/')[0] ?? '';

const probeOnce = async (address: string, device: string, signal: AbortSignal): Promise<string | null> => {
  const ran = await run('arping', ['-D', '-c', '1', '-w', '1', '-I', device, bare(address)], signal);
  const [, mac] = /reply from \S+ \[([0-9A-F:]{17})\]/i.exec(ran.text) ?? [];
  if (mac !== undefined) return mac.toLowerCase();
  if (ran.exitCode === 0 || signal.aborted) return null;
  throw new UnderstudyError(
    'failed',
    `Whether somebody else has ${bare(address)} cannot be asked on ${device}: ${complaint(ran)}`,
  );
};

/** By the programs ip and arping. */
export const virtualAddressPort: VirtualAddressPort = {
  async find(address) {
    const ran = await run('ip', ['-json', '-4', 'address', 'show']);
    if (ran.exitCode !== 0)
      throw new UnderstudyError('failed', `The addresses of this host cannot be read: ${complaint(ran)}`);
    for (const { ifname = '', addr_info: addresses = [] } of links.parse(JSON.parse(ran.text || '[]'))) {
      const found = addresses.find(({ local }) => local === bare(address));
      if (found === undefined) continue;
      const { valid_life_time: seconds = forEver } = found;
      return { interface: ifname, validSeconds: seconds === forEver ? null : seconds };
    }
    return undefined;
  },

  async put(address, device, seconds) {
    const life = ['valid_lft', String(seconds), 'preferred_lft', String(seconds)];
    const ran = await run('ip', ['address', 'replace', address, 'dev', device, ...life]);
    if (ran.exitCode !== 0)
      throw new UnderstudyError('failed', `The kernel does not take ${address} on ${device}: ${complaint(ran)}`);
  },

  async drop(address, device) {
    await run('ip', ['address', 'del', address, 'dev', device]);
  },

  /** A probe may be lost; each waits a second for its answer. */
  async probe(address, device, signal) {
    const answers = await Promise.all(
      Array.from({ length: probes }, async (_none, index) => {
        await wait(index * probeEveryMs);
        return signal.aborted ? null : probeOnce(address, device, signal);
      }),
    );
    return answers.find((mac) => mac !== null) ?? null;
  },

  /** As a request and as an answer: neighbours differ in which of the two they learn from (RFC 5227, 3). */
  async announce(address, device) {
    await Promise.all(
      ['-U', '-A'].map((how) => run('arping', [how, '-c', '1', '-w', '1', '-I', device, bare(address)])),
    );
  },
};
