import type { RestartLimit } from './restarts.ts';

export interface ServiceView {
  readonly name: string;
  readonly state: 'running' | 'stopped' | 'failed';
  readonly since: string | null;
  readonly pid: number | null;
  /** Why it is in this state, where there is something to say. */
  readonly detail: string;
  /** As systemd names it, e.g. `running` or `auto-restart`; null without a unit. */
  readonly subState: string | null;
  /** How its last run ended, as systemd names it, e.g. `exit-code`; null without a unit. */
  readonly result: string | null;
  /** Restarts that count against its limit now. */
  readonly restarts: number;
}

/** What a service tells of itself. */
export interface ServiceReports {
  /** Something that is worth a line in the log. */
  readonly onChange: (sentence: string) => void;
  /** Somebody else meddled with it: people should know. */
  readonly onAlarm: (sentence: string) => void;
  /** Restarts did not help; the reason has no full stop. */
  readonly onFailed: (service: string, reason: string) => void;
  /** It had failed, and does no longer. */
  readonly onRecovered: (service: string) => void;
}

/** A service that runs only where the pair is active (B6), whatever it is made of. */
export interface ProtectedService {
  readonly name: string;
  readonly running: boolean;
  /** Restarts did not help: it is left as it is until somebody starts it. */
  readonly isGivenUp: boolean;
  view(): ServiceView;
  /** Starts it, or does nothing when it runs. True when something was started. @throws UnderstudyError when it cannot be started */
  start(signal?: AbortSignal): boolean | Promise<boolean>;
  /** Stops it and waits for its end. True when it was running. */
  stop(): Promise<boolean>;
  /** Restarts it for a reason that completes the sentence "Service NAME …", within the limit of restarts. */
  mend(why: string): void;
  /** It is healthy: what was held against it is forgotten. */
  heal(): void;
  /** Another limit from now on. */
  limitRestarts(limit: RestartLimit): void;
}
