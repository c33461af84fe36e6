import { isIP } from 'node:net';
import { UnderstudyError } from '../../error.ts';
import type { Call, Operator, Outcome } from '../declaration.ts';
import { runLive, type Ended } from './live-program.ts';

const notFoundStatus = 2;

const quiet = ({ operator }: Call): Operator => ({ ...operator, watches: false });

/** `getent` asks as every program of the host does: its hosts file, its name servers, in its order. */
const getent = (call: Call, database: string, key: string): Promise<Ended> =>
  runLive({ program: 'getent', args: [database, key], package: 'libc-bin' }, { ...call, operator: quiet(call) });

const addressesOf = async (call: Call, name: string): Promise<string[]> => {
  const { lines, exitCode, complaint } = await getent(call, 'ahosts', name);
  if (exitCode === 0) return [...new Set(lines.map((line) => line.split(/\s+/)[0] ?? ''))];
  const reason =
    exitCode === notFoundStatus || complaint === '' ? 'neither the hosts file nor a name server has it' : complaint;
  throw new UnderstudyError('failed', `The name ${name} is not known: ${reason}`, {
    hint: 'correct it, or add it to the name server',
  });
};

const namesOf = async (call: Call, address: string): Promise<string[]> => {
  const { lines, exitCode } = await getent(call, 'hosts', address);
  return exitCode === 0 ? lines.flatMap((line) => line.trim().split(/\s+/).slice(1)) : [];
};

/** `host NAME`: the addresses of a name, or the names of an address, as this host finds them. */
export const lookUp = async (call: Call): Promise<Outcome> => {
  const name = call.values['name'] ?? '';
  if (isIP(name) === 0) {
    const addresses = await addressesOf(call, name);
    return {
      data: { name, addresses, names: [] },
      text: () => addresses.map((address) => `${name} has address ${address}`).join('\n'),
    };
  }
  const names = await namesOf(call, name);
  return {
    data: { name, addresses: [name], names },
    text: () =>
      names.length === 0 ? `${name} has no name` : names.map((one) => `${name} has the name ${one}`).join('\n'),
  };
};
