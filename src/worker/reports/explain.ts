import type { Explanation, RuleText } from '../../control/decision-shapes.ts';
import type { HistoryEvent } from '../../control/shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { nextOf } from '../../failover/next.ts';
import type { Row } from '../../failover/row.ts';
import { rows } from '../../failover/table.ts';
import type { Worker } from '../worker.ts';

const shownBefore = 3;
const shownAfter = 5;

/** A server took over, stopped serving, or had to decide not to take over. */
const isFailover = ({ phase, to, actions }: Row): boolean =>
  (phase === 'failover' || phase === 'operator') &&
  (to === 'held' || actions.includes('startServices') || actions.includes('stopServices'));

const failovers = rows.filter(isFailover).map(({ id }) => id);

const ruleOf = (id: string | null): RuleText | null => {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return null;
  return {
    id: row.id,
    chapter: row.phase,
    on: row.on,
    from: row.from,
    conditions: row.guards.map(({ name }) => name),
    actions: row.actions,
  };
};

const eventOf = ({ history }: Worker, id: number | undefined): HistoryEvent | null => {
  const [newest] = history.events(1);
  if (id === undefined) return history.newestBy(failovers) ?? newest ?? null;
  const [found] = history.eventsBetween(id, id);
  if (found !== undefined) return found;
  throw new UnderstudyError('usage', `There is no event ${id} in the history`, {
    hint: '"show failover history" shows the numbers of those there are',
  });
};

/**
 * Why an event happened (H7); without a number the last failover or, where there was none, the last decision.
 *
 * @throws UnderstudyError usage for an event that is not in the history
 */
export const explain = (worker: Worker, id?: number): Explanation => {
  const { history, engine } = worker;
  const event = eventOf(worker, id);
  const { node } = engine;
  return {
    event,
    seen: event === null ? [] : history.seenAt(event.id),
    rule: ruleOf(event?.row ?? null),
    before: event === null ? [] : history.eventsBetween(event.id - shownBefore, event.id - 1),
    after: event === null ? [] : history.eventsBetween(event.id + 1, event.id + shownAfter),
    last: history.events(1)[0] ?? null,
    now: { phase: node.phase, reason: node.reason, next: nextOf(node, worker.context()) },
  };
};
