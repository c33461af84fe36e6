import { z } from 'zod';
import { address, ipAddress, port, word } from '../config/value.ts';
import { reasonOf, type FaultBody, type FaultCode } from '../error.ts';
import { printable } from './printable.ts';
import { keysOf, shown } from './protocol.ts';

/** Of one message, line feed included. */
export const maxLineBytes = 64 * 1024;

const faultCodes: Readonly<Record<FaultCode, true>> = {
  usage: true,
  permission: true,
  peer: true,
  refused: true,
  resource: true,
  failed: true,
  interrupted: true,
};

const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const fault: z.ZodType<FaultBody> = z
  .object({ code: z.enum(keysOf(faultCodes)), message: shown(600), hint: shown(600).optional() })
  .transform(({ code, message, hint }) => ({ code, message, ...(hint === undefined ? {} : { hint }) }));

/** An operation that a later release may have is refused, and the connection goes on. */
export const requestSchema = z.object({ id: id.min(1), op: z.string().max(40), body: z.unknown().optional() });
export type Request = z.output<typeof requestSchema>;

/** A reply with id 0 is about the connection as a whole: it is refused, and the fault says why. */
export const replySchema = z.union([
  z.object({ id: id.min(1), ok: z.literal(true), body: z.unknown().optional() }),
  z.object({ id, ok: z.literal(false), fault }),
]);
export type Reply = z.output<typeof replySchema>;

/** What a server is called that has no name here yet. */
export const pairingPeer = 'pairing';

/**
 * What `understudy-peer` says before anything that the peer sends: who calls, by our own authorized_keys, and for what.
 * `link`: heartbeats and the control of a synchronization; `hello`: Test Connection; `transfer`: one rsync is about to
 * run; `pairing`: somebody came in with the pairing code of that number, from one address to another; `refused`: something
 * else was asked for, and the sentence is for the log.
 */
export const openingSchema = z.union([
  z.object({ peer: address.schema, purpose: z.enum(['link', 'hello', 'transfer']) }),
  z.object({ peer: address.schema, purpose: z.literal('refused'), sentence: shown(400) }),
  z.object({
    peer: z.literal(pairingPeer),
    purpose: z.literal('pairing'),
    code: word.schema,
    from: ipAddress.schema,
    at: z.object({ address: ipAddress.schema, port: port.schema }),
  }),
]);
export type Opening = z.output<typeof openingSchema>;
export type PairingOpening = Extract<Opening, { purpose: 'pairing' }>;
export type Purpose = Opening['purpose'];

export const printLine = (message: Request | Reply | Opening): string => `${JSON.stringify(message)}\n`;

/** Why a message is not in the protocol, in one line. */
export const whyNot = (error: unknown): string =>
  printable(error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error));
