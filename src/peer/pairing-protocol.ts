import { z } from 'zod';
import { address, hostname, ipAddress, port, sshKey, word } from '../config/value.ts';
import { serverTypes, type ServerSize } from '../failover/pair-matrix.ts';
import { printable } from './printable.ts';

/** What the two servers of a pairing tell each other of themselves. */
export interface ServerCard {
  readonly hostname: string;
  readonly protocol: number;
  readonly release: string;
  /** Epoch milliseconds when it was written (E11). */
  readonly clockMs: number;
  /** The key that it logs in with, and that of its SSH server. */
  readonly key: string;
  readonly hostKey: string;
  /** Where its SSH server takes the other one in. */
  readonly sshPort: number;
  readonly user: string;
  /** Its address on the network of this connection, with the subnet; null where it has none such. */
  readonly monitorAddress: string | null;
  /** Its address on the direct link (E2). */
  readonly directAddress: string | null;
  readonly virtualAddress: string | null;
  readonly mode: 'primary' | 'secondary';
  /** It serves its clients now. */
  readonly serves: boolean;
  /** The other half of the pair that it already is in. */
  readonly peer: string | null;
  readonly highAvailability: boolean;
  readonly size: ServerSize;
  readonly acceptsSmaller: boolean;
  readonly maxClockDifferenceMs: number;
}

/** Which of the two becomes Primary: the one that shows the code, or the one at which it is typed. */
export type PrimaryChoice = 'showing' | 'typing';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const epochMs = z.number().int().min(0).max(8.64e15);
const releaseText = z.string().regex(/^[0-9A-Za-z.+~-]{1,64}$/);
const cidr = z.union([z.cidrv4(), z.cidrv6()]);
/** 32 random bytes, or a proof of as many, in base64url. */
const bytes32 = z.string().regex(/^[\w-]{43}$/);

export const serverSize: z.ZodType<ServerSize> = z.object({
  type: z.enum(serverTypes).nullable(),
  cpus: z.number().int().min(1).max(65_536),
  memoryBytes: count,
  diskBytes: count,
});

export const serverCard: z.ZodType<ServerCard> = z.object({
  hostname: hostname.schema,
  protocol: z.number().int().min(0).max(1_000_000),
  release: releaseText,
  clockMs: epochMs,
  key: sshKey.schema,
  hostKey: sshKey.schema,
  sshPort: port.schema,
  user: word.schema,
  monitorAddress: cidr.nullable(),
  directAddress: ipAddress.schema.nullable(),
  virtualAddress: cidr.nullable(),
  mode: z.enum(['primary', 'secondary']),
  serves: z.boolean(),
  peer: address.schema.nullable(),
  highAvailability: z.boolean(),
  size: serverSize,
  acceptsSmaller: z.boolean(),
  maxClockDifferenceMs: z.number().int().min(0).max(86_400_000),
});

/** The typing server's first words: who it is, and the key of the SSH server that it sees itself logged in to. */
export interface PairingOffer {
  readonly nonce: string;
  readonly hostKeySeen: string;
  readonly card: ServerCard;
}

/** The showing server's answer: who it is, and that it knows the code and all that was said. */
export interface PairingAnswer {
  readonly nonce: string;
  readonly card: ServerCard;
  readonly proof: string;
}

/** What the typing server's operator decided, with its proof that it knows the code and all that was said. */
export interface PairingWish {
  readonly primary: PrimaryChoice;
  readonly clockDifferenceMs: number;
  readonly proof: string;
}

const offer: z.ZodType<PairingOffer> = z.object({ nonce: bytes32, hostKeySeen: sshKey.schema, card: serverCard });
const answer: z.ZodType<PairingAnswer> = z.object({ nonce: bytes32, card: serverCard, proof: bytes32 });
const wish: z.ZodType<PairingWish> = z.object({
  primary: z.enum(['showing', 'typing']),
  clockDifferenceMs: z.number().int().min(-8.64e15).max(8.64e15),
  proof: bytes32,
});

const warned = z.object({
  warnings: z
    .array(
      z
        .string()
        .max(2400)
        .transform((text) => printable(text, 600)),
    )
    .max(20),
});

/** What the two may ask each other over the connection that the code opens, in this order. */
export const pairingExchanges = {
  pairOffer: { body: offer, answer },
  /** Everything is checked there, and nothing changed yet. */
  pairPrepare: { body: wish, answer: warned },
  /** What was prepared is done. */
  pairConfirm: { body: z.object({}), answer: warned },
} as const;
export const pairingOps = ['pairOffer', 'pairPrepare', 'pairConfirm'] as const;
