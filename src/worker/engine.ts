import type { Action } from '../failover/action.ts';
import { serves } from '../failover/claim.ts';
import type { Context } from '../failover/context.ts';
import { decide, type Decision } from '../failover/decide.ts';
import type { Event } from '../failover/event.ts';
import { factsOf } from '../failover/facts.ts';
import { pairStateOf, type Node } from '../failover/node.ts';
import type { Term } from '../failover/term.ts';
import { reasonOf } from '../error.ts';
import type { History } from '../store/history.ts';
import type { StateFile } from '../store/state-file.ts';
import type { Decided } from '../notify/decided.ts';
import type { Logs } from './log.ts';

/** What carries out the actions of the table. `shut` is immediate: it may not wait behind other work. */
export interface Stage {
  shut(): void;
  perform(action: Action, signal: AbortSignal): Promise<void>;
}

/**
 * Runs the decision core: one event at a time is decided, the new state is made durable, and only then acted upon. Slow
 * actions (applying a copy, starting services) queue behind each other and never hold up the next decision.
 */
export class Engine {
  readonly #state: StateFile;
  readonly #history: History;
  readonly #logs: Logs;
  readonly #context: () => Context;
  readonly #stage: Stage;
  readonly #onServing: () => void;
  readonly #announce: (sentence: string) => void;
  readonly #notify: (decided: Omit<Decided, 'peer'>) => void;
  #decisions: Promise<unknown> = Promise.resolve();
  #work: Promise<void> = Promise.resolve();
  #working = new AbortController();

  constructor(parts: {
    state: StateFile;
    history: History;
    logs: Logs;
    context: () => Context;
    stage: Stage;
    onServing: () => void;
    /** Told what every operator at a console should see: a change of the pair's state, and alerts. */
    announce?: (sentence: string) => void;
    /** Told of every decision that a row made; what is mailed of it is not for the engine to know. */
    notify?: (decided: Omit<Decided, 'peer'>) => void;
  }) {
    this.#state = parts.state;
    this.#history = parts.history;
    this.#logs = parts.logs;
    this.#context = parts.context;
    this.#stage = parts.stage;
    this.#onServing = parts.onServing;
    this.#announce = parts.announce ?? (() => undefined);
    this.#notify = parts.notify ?? (() => undefined);
  }

  get node(): Node {
    return this.#state.state.node;
  }

  /** Decides one event. Resolves when the decision is durable; its actions may still be under way (see `settled`). */
  dispatch(event: Event): Promise<Decision> {
    const step = this.#decisions.then(() => this.#step(event));
    this.#decisions = step.catch((error: unknown) => {
      this.#logs.worker.error(`The decision on "${event.type}" failed: ${reasonOf(error)}`);
    });
    return step;
  }

  /** Changes what is no decision, such as the name, between two decisions. */
  amend(change: (node: Node) => Node): Promise<void> {
    const step = this.#decisions.then(() => this.#state.update({ node: change(this.node) }));
    this.#decisions = step.catch(() => undefined);
    return step;
  }

  /** Resolves when all decisions so far and everything that followed from them is done. */
  async settled(): Promise<void> {
    let work: Promise<void> | undefined;
    while (work !== this.#work) {
      work = this.#work;
      await work;
      await this.#decisions;
    }
  }

  async #step(event: Event): Promise<Decision> {
    const before = this.node;
    const context = this.#context();
    const decision = decide(before, event, context);
    try {
      if (JSON.stringify(decision.node) !== JSON.stringify(before)) await this.#state.update({ node: decision.node });
    } catch (error) {
      // A server that is told to stop serving stops, whether or not its disk takes the note.
      if (decision.actions.includes('closeGate')) this.#act(['closeGate', 'stopServices'], before.term);
      throw error;
    }
    this.#act(decision.actions, decision.node.term);
    const { row, sentence } = decision;
    if (row !== null && sentence !== null) {
      this.#record(before, decision, sentence, factsOf(before, event, context));
      const isAlert = decision.actions.includes('alert');
      this.#notify({ before, node: decision.node, event, row: row.id, sentence, isAlert });
    }
    if (decision.node.phase !== before.phase && serves(decision.node)) this.#onServing();
    return decision;
  }

  #record(before: Node, { node, row, actions }: Decision, sentence: string, seen: readonly string[]): void {
    const level = actions.includes('alert') ? 'warn' : 'info';
    this.#logs.availability.log(level, `${before.phase} -> ${node.phase} [${row?.id ?? '-'}] ${sentence}`);
    if (level === 'warn' || pairStateOf(before.phase) !== pairStateOf(node.phase)) this.#announce(sentence);
    const written = this.#history.addEvent({
      at: new Date().toISOString(),
      epoch: node.term.counter,
      row: row?.id ?? null,
      from: before.phase,
      to: node.phase,
      sentence,
      seen,
    });
    if (!written) this.#logs.worker.warn('The history cannot be written: its events wait in memory.');
  }

  #act(actions: readonly Action[], term: Term): void {
    if (actions.length === 0) return;
    if (actions.includes('closeGate')) this.#stage.shut();
    if (actions.includes('stopServices')) {
      this.#working.abort();
      this.#working = new AbortController();
    }
    const { signal } = this.#working;
    this.#work = this.#work.then(() => this.#perform(actions, term, signal));
  }

  async #perform(actions: readonly Action[], term: Term, signal: AbortSignal): Promise<void> {
    try {
      for (const action of actions) {
        if (signal.aborted) return;
        await this.#stage.perform(action, signal);
      }
      if (actions.includes('startServices') && !signal.aborted)
        await this.dispatch({ type: 'promotionSucceeded', term });
    } catch (error) {
      const reason = reasonOf(error);
      this.#logs.worker.error(reason);
      if (actions.includes('startServices') && !signal.aborted)
        await this.dispatch({ type: 'promotionFailed', reason, term }).catch(() => undefined);
    }
  }
}
