import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FailoverStatus } from '../control/shapes.ts';
import type { ControlClient } from '../control/client.ts';
import type { Root } from '../control/root.ts';

/** What the prompt and the completion need to know of this server. Read locally, never over the network. */
export interface Glance {
  readonly host: string;
  /** Set when the server has a peer. */
  readonly mode: 'primary' | 'secondary' | null;
  /** Null when the worker does not answer. */
  readonly state: FailoverStatus['state'] | null;
  readonly peer: string | null;
  readonly services: readonly string[];
}

/** A worker that takes longer is shown as one that does not answer: the prompt has to come. */
const patienceMs = 700;

const fromStatus = (status: FailoverStatus): Glance => ({
  host: status.hostname,
  mode: status.peer.host === null ? null : status.mode,
  state: status.state,
  peer: status.peer.host,
  services: status.services.map(({ name }) => name),
});

/** What the worker wrote down last, where this account may read it. */
const fromFile = (root: Root): Glance => {
  const unknown: Glance = { host: hostname(), mode: null, state: null, peer: null, services: [] };
  try {
    const { node } = JSON.parse(readFileSync(root.state, 'utf8')) as { node?: { name?: unknown; mode?: unknown } };
    const host = typeof node?.name === 'string' ? node.name : unknown.host;
    return { ...unknown, host, mode: node?.mode === 'primary' || node?.mode === 'secondary' ? node.mode : null };
  } catch {
    return unknown;
  }
};

/** How this server stands; `before` is what was seen last. */
export const glanceAt = async (client: ControlClient, before: Glance | undefined): Promise<Glance> => {
  try {
    return fromStatus(await client.until(AbortSignal.timeout(patienceMs)).failover());
  } catch {
    return { ...(before ?? fromFile(client.root)), state: null };
  }
};
