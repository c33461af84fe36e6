import { networkInterfaces } from 'node:os';
import { expect, test } from '@jest/globals';
import { requireOtherServer } from '../../../../src/worker/peer/other-server.ts';

const own = { hostname: 'core1', sshPort: 22 };
const ownAddresses = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));

test.each([['127.0.0.1'], ['127.0.1.1'], ['::1'], ['localhost'], ...ownAddresses.map((address) => [address])])(
  'a code is not typed for %s, this server itself',
  async (host) => {
    await expect(requireOtherServer({ host, port: 22 }, own)).rejects.toMatchObject({
      code: 'refused',
      message: `${host} is this server itself, core1`,
      hint: expect.stringContaining('the address of the other server'),
    });
  },
);

test.each([
  ['another host', '192.0.2.7', 22],
  ['another port of this host', '127.0.0.1', 2222],
  ['a name that is not known, which the connection says', 'core9.invalid', 22],
])('%s is asked', async (_what, host, port) => {
  await expect(requireOtherServer({ host, port }, own)).resolves.toBeUndefined();
});
