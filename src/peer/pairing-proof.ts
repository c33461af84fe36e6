import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PairingAnswer, PairingOffer, PairingWish } from './pairing-protocol.ts';

export const newNonce = (): string => randomBytes(32).toString('base64url');

/** JSON whose text is the same on both sides, in whatever order the properties came. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${parts.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
};

const proofOf = (key: Buffer, said: unknown): string =>
  createHmac('sha256', key).update(canonical(said)).digest('base64url');

/** Everything that was said before the proof, and the key of the SSH server in between. */
type Answered = Pick<PairingAnswer, 'nonce' | 'card'>;

/** The showing server's: it knows the code, and the typing one is connected to it and to nobody in between. */
export const showingProof = (key: Buffer, offer: PairingOffer, answer: Answered): string =>
  proofOf(key, ['showing', offer, { nonce: answer.nonce, card: answer.card }]);

/** The typing server's: it knows the code, and this is what its operator wants. */
export const typingProof = (
  key: Buffer,
  offer: PairingOffer,
  answer: PairingAnswer,
  wish: Omit<PairingWish, 'proof'>,
): string =>
  proofOf(key, ['typing', offer, answer, { primary: wish.primary, clockDifferenceMs: wish.clockDifferenceMs }]);

export const proofsEqual = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
