import { newNode, type Node } from '../../src/failover/node.ts';
import type { Term } from '../../src/failover/term.ts';

/** A complete copy of the Primary's data. */
export interface Copy {
  readonly data: ReadonlySet<number>;
  readonly dataTerm: Term;
  readonly term: Term;
}

/** What survives a crash of a server. The application's data is the set of the writes it acknowledged. */
export interface Disk {
  node: Node;
  data: Set<number>;
  /** A copy is half in place: neither the old data nor the new. */
  torn: boolean;
  /** The copy that the live data was made from, and whether that was under way. */
  live: { generation: number | null; applying: boolean };
  readonly copies: Map<number, Copy>;
  /** What only this server had when a copy replaced its data. */
  readonly orphans: ReadonlySet<number>[];
  /** The highest term in which this server was ever told that data was written: the oracle beside `newestData`. */
  told: Term;
}

export const newDisk = (name: string): Disk => {
  const node = newNode(name);
  return {
    node,
    data: new Set(),
    torn: false,
    live: { generation: null, applying: false },
    copies: new Map(),
    orphans: [],
    told: node.dataTerm,
  };
};

/** Every write that can still be found on this disk by somebody who looks for it. */
export const keptOn = ({ data, torn, live, copies, orphans }: Disk): ReadonlySet<number>[] => {
  const pending = live.generation === null ? undefined : copies.get(live.generation)?.data;
  return [...orphans, ...(torn ? [] : [data]), ...(pending === undefined ? [] : [pending])];
};
