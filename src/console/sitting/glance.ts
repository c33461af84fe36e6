import { readFileSync } from 'node:fs';
import type { ControlClient } from '../../control/client.ts';
import type { Root } from '../../control/root.ts';
import { noNames, type Glance as Seen } from '../../control/session-shapes.ts';

/** What the prompt and the completion need to know of this server. Read locally, never over the network. */
export interface Glance extends Pick<Seen, 'peer' | 'execTimeoutMs' | 'banner' | 'rollsBackAt' | 'unsaved' | 'names'> {
  readonly host: string;
  /** Set when the server has a peer. */
  readonly mode: Seen['mode'] | null;
  /** Null when the worker does not answer. */
  readonly state: Seen['state'] | null;
}

/** A worker that takes longer is shown as one that does not answer: the prompt has to come. */
const patienceMs = 700;

const fromSeen = ({ hostname: host, mode, ...rest }: Seen): Glance => ({
  ...rest,
  host,
  mode: rest.peer === null ? null : mode,
});

/** What the worker wrote down last, where this account may read it. */
const fromFile = (root: Root): Glance => {
  const unknown: Glance = {
    host: process.getBuiltinModule('node:os').hostname(),
    mode: null,
    state: null,
    peer: null,
    execTimeoutMs: 600_000,
    banner: null,
    rollsBackAt: null,
    unsaved: false,
    names: noNames,
  };
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
    return fromSeen(await client.until(AbortSignal.timeout(patienceMs)).glance());
  } catch {
    return { ...(before ?? fromFile(client.root)), state: null };
  }
};
