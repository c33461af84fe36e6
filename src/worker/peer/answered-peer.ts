import type { AnsweredPeer } from '../../failover/takeover-doubts.ts';
import type { Worker } from '../worker.ts';

const askNow = async ({ links, watch }: Worker, name: string): Promise<AnsweredPeer | null> => {
  const answered = await links.status(name).catch(() => null);
  if (answered === null) return null;
  watch.heardFrom(answered.status);
  return { name, phase: answered.status.phase, answeredMsAgo: answered.responseMs, failures: 0 };
};

/**
 * The peer as it is now: since its last heartbeat it may have been made Secondary. One that has just begun not to answer is
 * not waited for again, and is what it was. Null when it has failed, by the limit of heartbeats or by the
 * time that those take, or never answered.
 */
export const answeredPeerOf = async (worker: Worker): Promise<AnsweredPeer | null> => {
  const { config, watch } = worker;
  if (config.peer === undefined || watch.failures >= config.heartbeatFailures) return null;
  const now = watch.failures > 0 ? null : await askNow(worker, config.peer);
  const { last, lastAnswerAtMs, failures } = watch;
  if (now !== null || last === null || lastAnswerAtMs === null) return now;
  const answeredMsAgo = Math.max(0, Date.now() - lastAnswerAtMs);
  const countsAsFailedMs = config.heartbeatFailures * (config.heartbeatIntervalMs + config.heartbeatTimeoutMs);
  if (answeredMsAgo > countsAsFailedMs) return null;
  return { name: config.peer, phase: last.phase, answeredMsAgo, failures: Math.max(1, failures) };
};
