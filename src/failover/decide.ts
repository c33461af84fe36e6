import type { Action } from './action.ts';
import { serves } from './claim.ts';
import type { Context } from './context.ts';
import type { Event } from './event.ts';
import { learn } from './learn.ts';
import { modeOf, watches, type Node, type Phase } from './node.ts';
import { hasData } from './obstacle.ts';
import type { Ignore, Row, Target } from './row.ts';
import { entries } from './table.ts';

/** What comes of an event. */
export interface Decision {
  /** To be made durable before any action is taken; the same object where nothing changed. */
  readonly node: Node;
  readonly actions: readonly Action[];
  /** Null for an explicit ignore: the node has at most learned terms and counted failures. */
  readonly row: Row | null;
  /** What happened, or why nothing did (H7). Null only where no entry of the table matches, which the tests rule out. */
  readonly sentence: string | null;
}

const matches = (entry: Row | Ignore, node: Node, event: Event, context: Context): boolean =>
  entry.from.includes(node.phase) &&
  entry.on.includes(event.type) &&
  entry.guards.every((guard) => guard.test(node, event, context));

const phaseOf = (to: Target, node: Node): Phase => {
  if (to === 'stay') return node.phase;
  if (to !== 'standbyOrEmpty') return to;
  return hasData(node) ? 'standby' : 'standbyEmpty';
};

const follow = (row: Row, node: Node, event: Event, context: Context): Decision => {
  const learned = learn(node, event, context);
  const leaving = row.to === 'stay' ? learned : { ...learned, obstacle: null };
  const changed = row.set?.(leaving, event, context) ?? leaving;
  const phase = phaseOf(row.to, changed);
  const holdUntilMs = phase === 'hold' || watches(phase) ? changed.holdUntilMs : null;
  const exempt = changed.exempt && serves({ phase });
  const moved = { ...changed, phase, mode: modeOf(phase), holdUntilMs, exempt };
  const sentence = row.sentence(node, event, context, moved);
  const actions = row.actions.filter((action) => action !== 'applyCopy' || moved.applyPending);
  return { node: { ...moved, reason: sentence }, actions, row, sentence };
};

/**
 * The decision core: pure, total and deterministic. The caller makes the node durable, then takes the actions in order.
 */
export const decide = (node: Node, event: Event, context: Context): Decision => {
  const entry = entries.find((candidate) => matches(candidate, node, event, context));
  if (entry === undefined) return { node, actions: [], row: null, sentence: null };
  if ('id' in entry) return follow(entry, node, event, context);
  return {
    node: learn(node, event, context),
    actions: [],
    row: null,
    sentence: entry.because(node, event, context),
  };
};
