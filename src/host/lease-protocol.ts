import { z } from 'zod';

/**
 * What the worker and the lease renewer say to each other: one JSON object a line, over a socket that only root may open.
 * The worker grants, again and again; the renewer answers every grant with what is the case. Members that one of them does
 * not know are left alone: during an upgrade the two may be of different releases.
 */

/** How long one grant lasts. Whatever happens to worker and renewer, the address is gone this long after the last one. */
export const leaseMs = 5000;

/** The longest line that either of them takes. */
export const maxLineBytes = 4096;

/** The clock that all processes of a host share and nobody sets; ms. A grant that lay about is as old as it is. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

const address = { address: z.string().max(64), interface: z.string().max(32) };

/** What the worker says. `release` takes effect at once. */
const order = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('grant'),
    /** By `monotonicMs`. */
    untilMs: z.number(),
    ...address,
  }),
  z.object({ type: z.literal('release') }),
]);
export type LeaseOrder = z.infer<typeof order>;
export type Grant = Extract<LeaseOrder, { type: 'grant' }>;

const report = z.object({
  ...address,
  held: z.boolean(),
  /** Why it is not held; null when it is. Without a full stop. */
  reason: z.string().max(1024).nullable(),
  /** The hardware address of somebody else who answers at the address. */
  usedBy: z.string().max(32).nullable(),
});
/** What the renewer says of the address that was granted last. */
export type LeaseReport = z.infer<typeof report>;

const read = <T>(schema: z.ZodType<T>, line: string): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** The order in a line; undefined where it is none. */
export const readOrder = (line: string): LeaseOrder | undefined => read(order, line);

export const readReport = (line: string): LeaseReport | undefined => read(report, line);

export const lineOf = (message: LeaseOrder | LeaseReport): string => `${JSON.stringify(message)}\n`;
