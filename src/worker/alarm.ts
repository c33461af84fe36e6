import type { Worker } from './worker.ts';

/** Tells people of something that is no decision: in the log, in the history, and at every open console. */
export const raiseAlarm = ({ engine, history, logs, sessions }: Worker, sentence: string): void => {
  const { phase, term } = engine.node;
  logs.availability.warn(sentence);
  history.addEvent({
    at: new Date().toISOString(),
    epoch: term.counter,
    row: null,
    from: phase,
    to: phase,
    sentence,
    seen: [],
  });
  sessions.notice(sentence);
};
