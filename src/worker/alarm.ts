import type { Worker } from './worker.ts';

/** Tells people of something that is no decision: in the log, in the history, at every open console, and by mail. */
export const raiseAlarm = ({ engine, history, logs, notifications, sessions }: Worker, sentence: string): void => {
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
  notifications.alarm(sentence);
};
