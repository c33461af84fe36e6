import { z } from 'zod';
import { hostname, ipAddress, ports, word } from '../config/value.ts';
import { pairName } from '../config/witness-value.ts';
import type { PairState, PeerView, Phase } from '../failover/node.ts';
import type { Blocker } from '../failover/readiness.ts';
import type { Term } from '../failover/term.ts';
import type { ServerSize } from '../failover/pair-matrix.ts';
import { pairingExchanges, serverSize } from './pairing-protocol.ts';
import { printable } from './printable.ts';
import { protectedPlan, type ProtectedPlan } from './protected-plan.ts';

/** Raised when two releases could not understand each other. */
export const protocolNumber = 2;

/** Who a server is; the first exchange on every link. */
export interface Hello {
  readonly protocol: number;
  readonly release: string;
  readonly hostname: string;
  /** Epoch milliseconds when it was written (E11). */
  readonly clockMs: number;
  /** What it is made of (E9). */
  readonly server: ServerSize;
}

/** What the two servers tell each other with every heartbeat. */
export type PeerStatus = PeerView & {
  /** It serves, or would, and asks to be let (H1). */
  readonly asksLease: boolean;
  /** In an answer: whoever asked may serve. */
  readonly grantsLease: boolean;
  /** What it calls the pair at the witness; absent where it has none. */
  readonly witnessPair?: string | undefined;
  readonly release: string;
  /** Epoch milliseconds when it was written (E11). */
  readonly clockMs: number;
  readonly highAvailability: boolean;
  /** Newest complete copy. */
  readonly generation: number | null;
  /** ISO 8601 UTC (C4). */
  readonly lastSync: string | null;
  readonly state: PairState;
  /** What it is made of (E9). */
  readonly server: ServerSize;
  /** What keeps it from taking over by itself (H5); null: it does not say. */
  readonly blockers: readonly Blocker[] | null;
};

/** More would tell nobody more. */
export const mostBlockers = 12;
export const longestBlocker = 400;

/** What a snapshot holds that a peer is about to fetch. */
export interface SnapshotInfo {
  readonly run: string;
  readonly hostname: string;
  readonly release: string;
  readonly term: Term;
  readonly dataTerm: Term;
  readonly datasets: readonly {
    readonly name: string;
    readonly kind: 'files' | 'sqlite';
    readonly bytes: number;
    readonly files: number;
    /** `of`: the table or `files`. */
    readonly counts: { readonly of: string; readonly n: number };
  }[];
  readonly bytes: number;
}

/** What a peer has to know of a server beside who it is. */
export interface Description {
  /** F1, F2, F4. */
  readonly healthPages: {
    readonly address: string;
    readonly ports: readonly number[];
    /** SHA-256 of their certificate, `AB:CD:…`. */
    readonly certificate: string;
    /** Why they are not served, where they are not. */
    readonly faults: readonly string[];
  };
  /** What has to be configured alike on both servers; undefined: it does not say. */
  readonly plan?: ProtectedPlan | undefined;
}

/** One thing that Test Connection tried (C3). */
export interface TestStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** It failed because something did not answer in time or could not be reached. */
  readonly unreachable: boolean;
}

const phases: Readonly<Record<Phase, true>> = {
  hold: true,
  standbyEmpty: true,
  standby: true,
  suspect: true,
  vetting: true,
  held: true,
  promoting: true,
  active: true,
  fenced: true,
  resync: true,
};
/** The words of a union, every one of them: the compiler refuses a record that lacks one. */
export const keysOf = <K extends string>(record: Readonly<Record<K, true>>): [K, ...K[]] =>
  Object.keys(record) as [K, ...K[]];

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const epochMs = z.number().int().min(0).max(8.64e15);
/** Text for people, made fit for a log or a terminal. */
export const shown = (longest: number) =>
  z
    .string()
    .max(4 * longest)
    .transform((text) => printable(text, longest));
const release = z.string().regex(/^[0-9A-Za-z.+~-]{1,64}$/);
const protocol = z.number().int().min(0).max(1_000_000);
/** Room above for as many promotions as anyone will ever ask for: no peer can push the counter to where it stops counting. */
const term: z.ZodType<Term> = z.object({
  counter: z
    .number()
    .int()
    .min(0)
    .max(2 ** 48),
  owner: z.union([z.literal(''), hostname.schema]),
});
const run = z.object({ run: word.schema });

const hello: z.ZodType<Hello> = z.object({
  protocol,
  release,
  hostname: hostname.schema,
  clockMs: epochMs,
  server: serverSize,
});
/** Nothing is decided by these: what cannot be read, or was never told, is no reason to fail a heartbeat. */
const blockers = z
  .array(z.object({ sentence: shown(longestBlocker), remedy: shown(longestBlocker).nullable() }))
  .max(mostBlockers)
  .nullable()
  .catch(null);
const peerStatus: z.ZodType<PeerStatus> = z.object({
  name: hostname.schema,
  mode: z.enum(['primary', 'secondary']),
  phase: z.enum(keysOf(phases)),
  term,
  dataTerm: term,
  release,
  clockMs: epochMs,
  highAvailability: z.boolean(),
  generation: count.nullable(),
  lastSync: z.iso.datetime().nullable(),
  state: z.enum(['active', 'standby', 'notAvailable']),
  server: serverSize,
  asksLease: z.boolean(),
  grantsLease: z.boolean(),
  witnessPair: pairName.schema.optional(),
  blockers,
});
const snapshotInfo: z.ZodType<SnapshotInfo> = z.object({
  run: word.schema,
  hostname: hostname.schema,
  release,
  term,
  dataTerm: term,
  datasets: z
    .array(
      z.object({
        name: word.schema,
        kind: z.enum(['files', 'sqlite']),
        bytes: count,
        files: count,
        counts: z.object({ of: word.schema, n: count }),
      }),
    )
    .max(200),
  bytes: count,
});
const description: z.ZodType<Description> = z.object({
  healthPages: z.object({
    address: ipAddress.schema,
    ports: ports.schema,
    certificate: z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/),
    faults: z.array(shown(400)).max(9),
  }),
  plan: protectedPlan.optional(),
});
const testOutcome: z.ZodType<{ readonly steps: readonly TestStep[] }> = z.object({
  steps: z
    .array(z.object({ name: shown(200), ok: z.boolean(), detail: shown(600), unreachable: z.boolean().default(false) }))
    .max(60),
});

/** Every operation: what is asked and what is answered. */
export const exchanges = {
  hello: { body: hello, answer: hello },
  heartbeat: { body: peerStatus, answer: peerStatus },
  openSnapshot: { body: run, answer: snapshotInfo },
  refreshSnapshot: { body: run, answer: z.void() },
  closeSnapshot: { body: run, answer: z.void() },
  ...pairingExchanges,
  describe: { body: z.object({}), answer: description },
  /** Test Connection from the asked server to the asking one (C3). */
  testBack: { body: z.object({}), answer: testOutcome },
  /** Asked by our own `understudy-peer`, never by the link: where what the peer names lies. */
  resolveSource: {
    body: z.object({ name: z.string().regex(/^(dataset|snapshot)\/[a-z0-9][a-z0-9_.-]{0,62}$/i) }),
    answer: z.object({ path: z.string().startsWith('/').max(4096) }),
  },
} as const;
export type Op = keyof typeof exchanges;
export type BodyOf<O extends Op> = z.output<(typeof exchanges)[O]['body']>;
export type AnswerTo<O extends Op> = z.output<(typeof exchanges)[O]['answer']>;
