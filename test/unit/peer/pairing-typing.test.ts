import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import ssh2, { type Connection } from 'ssh2';
import { newPairingCode } from '../../../src/peer/pairing-code.ts';
import type { ServerCard } from '../../../src/peer/pairing-protocol.ts';
import { TypedPairing } from '../../../src/peer/pairing-typing.ts';
import { cardOf } from '../../support/server-cards.ts';

describe('somebody in between', () => {
  const cardAt = (): Promise<ServerCard> => Promise.resolve(cardOf('core2'));
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');

  /** An SSH server that lets everybody in and answers every request with what it pleases. */
  const impostor = async (answer: (line: string) => string): Promise<{ port: number; close: () => void }> => {
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection: Connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (attempt) => attempt.accept());
      connection.on('session', (accept) =>
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          channel.on('data', (line: Buffer) => channel.write(answer(line.toString('utf8'))));
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  };

  test('cannot prove that it knows the code, whatever it says of itself', async () => {
    const { port, close } = await impostor((line) => {
      const { id, body } = JSON.parse(line) as { id: number; body: { hostKeySeen: string; nonce: string } };
      const card = cardOf('core1', { hostKey: body.hostKeySeen });
      return `${JSON.stringify({ id, ok: true, body: { nonce: body.nonce, card, proof: 'A'.repeat(43) } })}\n`;
    });
    const host = { name: '127.0.0.1', port, user: 'understudy' };
    const opening = TypedPairing.open({ host, code: newPairingCode(), cardAt });
    await expect(opening).rejects.toMatchObject({
      code: 'refused',
      message: '127.0.0.1 cannot prove that it shows this code: somebody may be in between',
    });
    close();
  });

  test('that shows no SSH at all is a fault of the way there', async () => {
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const host = { name: '127.0.0.1', port: (silent.address() as AddressInfo).port, user: 'understudy' };
    const opening = TypedPairing.open({ host, code: newPairingCode(), cardAt });
    await expect(opening).rejects.toMatchObject({ code: 'peer' });
    silent.close();
  });
});
