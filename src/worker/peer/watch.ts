import { setTimeout as wait } from 'node:timers/promises';
import type { PathStatus } from '../../control/shapes.ts';
import { reasonOf } from '../../error.ts';
import type { Event } from '../../failover/event.ts';
import type { PeerView } from '../../failover/node.ts';
import type { PeerStatus } from '../../peer/protocol.ts';
import type { Answered } from './links.ts';
import { viewOf } from './peer-view.ts';
import type { Worker } from '../worker.ts';

const samplesForMean = 20;
const stuckAfterMs = 30_000;

/** Heartbeats to the peer, one after another, and what came of them (E1, C9). */
export class Watch {
  readonly #worker: Worker;
  readonly #responsesMs: number[] = [];
  #stopped: AbortController | undefined;
  #nudge = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #last: PeerStatus | null = null;
  #heardAtMs: number | null = null;
  #lastAnswerAtMs: number | null = null;
  #clockDifferenceMs: number | null = null;
  #lastError: string | null = null;
  #failures = 0;
  #answers = 0;
  #failedInAll = 0;
  /** Monotonic; null between two heartbeats. */
  #beatBeganMs: number | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** The peer's status by its last answer or call, or null before the first. */
  get last(): PeerStatus | null {
    return this.#last;
  }

  /** When that was. */
  get heardAtMs(): number | null {
    return this.#heardAtMs;
  }

  get lastAnswerAtMs(): number | null {
    return this.#lastAnswerAtMs;
  }

  /** The peer's clock against ours by the last answer, positive when it is ahead (E11). */
  get clockDifferenceMs(): number | null {
    return this.#clockDifferenceMs;
  }

  get failures(): number {
    return this.#failures;
  }

  get reachable(): boolean {
    return this.#lastAnswerAtMs !== null && this.#failures === 0;
  }

  get meanResponseMs(): number | null {
    if (this.#responsesMs.length === 0) return null;
    const sum = this.#responsesMs.reduce((total, ms) => total + ms, 0);
    return Math.round((sum / this.#responsesMs.length) * 10) / 10;
  }

  /** Heartbeats since the worker started, and the newest responses. */
  get counts(): { readonly answered: number; readonly failed: number; readonly responsesMs: readonly number[] } {
    return { answered: this.#answers, failed: this.#failedInAll, responsesMs: this.#responsesMs };
  }

  get paths(): PathStatus[] {
    if (this.#worker.config.peer === undefined) return [];
    return [
      {
        name: 'ssh',
        up: this.reachable,
        lastAnswer: this.#lastAnswerAtMs === null ? null : new Date(this.#lastAnswerAtMs).toISOString(),
        meanResponseMs: this.meanResponseMs,
        lastError: this.#lastError,
      },
    ];
  }

  /** Beats while high availability is enabled and a peer is named (A2); safe to call again after every change. */
  async restart(): Promise<void> {
    await this.stop();
    const { config } = this.#worker;
    if (config.highAvailability === 'disable' || config.peer === undefined) return;
    const { peer } = config;
    const stopped = new AbortController();
    this.#stopped = stopped;
    this.#loop = this.#beatUntil(stopped.signal, peer);
  }

  /** A heartbeat goes on though its time is long over: something in this worker does not move any more. */
  get isStuck(): boolean {
    if (this.#beatBeganMs === null) return false;
    return performance.now() - this.#beatBeganMs > this.#worker.config.heartbeatTimeoutMs + stuckAfterMs;
  }

  /** Beats at once: the peer shall hear without delay that this server serves now. */
  nudge(): void {
    this.#nudge.abort();
  }

  async stop(): Promise<void> {
    this.#stopped?.abort();
    await this.#loop;
    this.#failures = 0;
    this.#responsesMs.length = 0;
    this.#lastError = null;
  }

  /** What the peer says of itself when it calls us counts as knowledge, not as an answer. */
  heardFrom(status: PeerStatus): void {
    this.#last = status;
    this.#heardAtMs = Date.now();
  }

  async #beatUntil(stopped: AbortSignal, peer: string): Promise<void> {
    while (!stopped.aborted) {
      const startedMs = performance.now();
      this.#beatBeganMs = startedMs;
      const answered = await this.#beat(peer, stopped);
      this.#beatBeganMs = null;
      const { heartbeatIntervalMs, heartbeatRecheckMs } = this.#worker.config;
      const pauseMs = (answered ? heartbeatIntervalMs : heartbeatRecheckMs) - (performance.now() - startedMs);
      this.#nudge = new AbortController();
      const signal = AbortSignal.any([stopped, this.#nudge.signal]);
      await wait(Math.max(0, pauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** One heartbeat; true when it was answered in time. Never throws: a fault of ours ends this beat, not the loop. */
  async #beat(peer: string, stopped: AbortSignal): Promise<boolean> {
    const { links, engine, logs } = this.#worker;
    const event = await links
      .status(peer)
      .then((answered): Event => ({ type: 'heartbeatAnswered', peer: this.#answered(peer, answered) }))
      .catch((error: unknown): Event => ({ type: 'heartbeatFailed', reason: this.#failed(peer, error) }));
    if (stopped.aborted) return true;
    // A disk of ours that takes no note says nothing about the peer.
    await engine.dispatch(event).catch((fault: unknown) => logs.worker.error(reasonOf(fault)));
    return event.type === 'heartbeatAnswered';
  }

  #failed(peer: string, error: unknown): string {
    const reason = reasonOf(error);
    this.#failures += 1;
    this.#failedInAll += 1;
    this.#lastError = reason;
    const sentence = `heartbeat to ${peer} failed (${this.#failures} in a row): ${reason}`;
    this.#worker.logs.availability.warn(sentence);
    this.#worker.sessions.debug('heartbeat', sentence);
    return reason;
  }

  #answered(peer: string, { status, responseMs, clockDifferenceMs, asked }: Answered): PeerView {
    if (status.grantsLease) this.#worker.serveLease.grantedByPeer(asked.atMs, asked.dataTerm);
    const view = viewOf(peer, status, this.#worker.engine.node);
    this.#clockDifferenceMs = clockDifferenceMs;
    this.heardFrom(status);
    this.#lastAnswerAtMs = this.#heardAtMs;
    this.#failures = 0;
    this.#lastError = null;
    this.#answers += 1;
    this.#responsesMs.push(responseMs);
    if (this.#responsesMs.length > samplesForMean) this.#responsesMs.shift();
    const sentence = `heartbeat ${this.#answers} to ${peer} answered in ${responseMs.toFixed(1)} ms: ${status.mode}, ${status.state}, term ${status.term.counter}`;
    this.#worker.logs.availability.debug(sentence);
    this.#worker.sessions.debug('heartbeat', sentence);
    return view;
  }
}
