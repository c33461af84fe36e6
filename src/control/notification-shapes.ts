/** Somebody whom the mail server was asked to deliver to. */
export interface NotificationRecipient {
  readonly address: string;
  readonly accepted: boolean;
  /** What the mail server said where it did not accept; null where it did. */
  readonly reply: string | null;
}

/** What came of `failover notification test` (C11). */
export interface NotificationTest {
  readonly ok: boolean;
  /** The mail server's answer, or what failed. */
  readonly message: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
  /** The mail server was not reached, or did not answer in time. */
  readonly unreachable: boolean;
  /** `host:port`. */
  readonly server: string;
  readonly from: string;
  readonly recipients: readonly NotificationRecipient[];
  /** The mail server's last words, on one line; null where there were none. */
  readonly reply: string | null;
}

/** A mail that was not delivered yet, or is not going to be. */
export interface WaitingMail {
  readonly subject: string;
  /** When what it tells of happened. */
  readonly at: string;
  readonly attempts: number;
  /** When it is tried next; null while it is not tried any more. */
  readonly nextAttempt: string | null;
  /** Why the last attempt failed; null before the first. */
  readonly fault: string | null;
}

/** `show failover notification`. */
export interface NotificationStatus {
  /** A mail server and at least one address are configured. */
  readonly configured: boolean;
  /** What is missing for that; null where nothing is. */
  readonly missing: string | null;
  readonly addresses: readonly string[];
  readonly from: string;
  /** `host:port`; null where no mail server is configured. */
  readonly server: string | null;
  readonly security: 'auto' | 'none' | 'starttls' | 'tls';
  readonly user: string | null;
  readonly onFailure: boolean;
  readonly onSync: boolean;
  /** Oldest first. */
  readonly waiting: readonly WaitingMail[];
  /** What the mail server refused for good, oldest first; tried again when a setting changes. */
  readonly refused: readonly WaitingMail[];
  readonly lastSent: {
    readonly at: string;
    readonly subject: string;
    readonly to: readonly string[];
    readonly reply: string;
  } | null;
  /** The last attempt that failed, also when a later one did not. */
  readonly lastFailure: {
    readonly at: string;
    readonly sentence: string;
    readonly remedy: string | null;
  } | null;
  /** Notices that were given up: the queue was full, or they were too old. */
  readonly dropped: { readonly count: number; readonly lastAt: string; readonly why: string } | null;
  /** What keeps people from being told, as `show failover` says it; null where nothing does. */
  readonly fault: string | null;
}
