import { UnderstudyError } from '../error.ts';
import { bridge } from './bridge.ts';
import { pairingPeer } from './envelope.ts';

/** Without the zone of a link-local address, and not as IPv6 writes an IPv4 one. */
const plainAddress = (text: string): string => text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');

/**
 * `understudy-peer --pairing CODE-NUMBER`: whoever came in with the key made of a pairing code can have a conversation
 * with our worker about that pairing, and nothing else (E10). The worker is told where the connection came from and where
 * it ends, as sshd knows it.
 *
 * @throws UnderstudyError refused for any other command, usage when sshd does not say who calls
 */
export const enterPairing = (root: string, code: string, asked: string): Promise<number> => {
  if (asked !== 'pair') throw new UnderstudyError('refused', 'a pairing code opens nothing but the pairing itself');
  const [from = '', , address = '', port = ''] = (process.env['SSH_CONNECTION'] ?? '').split(' ');
  if (from === '' || !/^\d{1,5}$/.test(port))
    throw new UnderstudyError('usage', 'SSH_CONNECTION does not say who calls: understudy-peer is run by sshd');
  const at = { address: plainAddress(address), port: Number(port) };
  return bridge(root, { peer: pairingPeer, purpose: 'pairing', code, from: plainAddress(from), at });
};
