import { z } from 'zod';

/** Numbers of 64 bits travel as text; a zero is left out. */
const int64 = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .default('0');
const base64 = z
  .base64()
  .max(32_768)
  .default('')
  .transform((text) => Buffer.from(text, 'base64').toString('utf8'));

/** Of the member that answered. */
export const header = z.object({ cluster_id: int64, member_id: int64, revision: int64, raft_term: int64 });
export type Header = z.infer<typeof header>;

const keyValue = z
  .object({ key: base64, value: base64, mod_revision: int64, lease: int64 })
  .transform(({ key, value, mod_revision, lease }) => ({ key, value, revision: mod_revision, lease }));
export type KeyValue = z.infer<typeof keyValue>;

export const txnAnswer = z.object({
  header,
  succeeded: z.boolean().default(false),
  responses: z
    .array(z.object({ response_range: z.object({ kvs: z.array(keyValue).max(16).default([]) }).optional() }))
    .max(16)
    .default([]),
});
export type TxnAnswer = z.infer<typeof txnAnswer>;

export const grantAnswer = z.object({ header, ID: int64, TTL: int64 });
/** The first answer of a stream. */
export const keepAliveAnswer = z.object({ result: z.object({ header, TTL: int64 }) });
export const emptyAnswer = z.object({});
export const loginAnswer = z.object({ token: z.string().min(1).max(4096) });
export const statusAnswer = z.object({ header, version: z.string().max(64), leader: int64, dbSize: int64 });
export const alarmAnswer = z.object({
  alarms: z
    .array(z.object({ memberID: int64, alarm: z.string().max(32).default('NONE') }))
    .max(64)
    .default([]),
});
/** How the gateway says what went wrong; the codes are those of gRPC. */
export const faultAnswer = z.object({
  code: z.number().int().default(2),
  message: z.string().max(4096).optional(),
  error: z.union([z.string().max(4096), z.object({ message: z.string().max(4096).default('') })]).optional(),
});
