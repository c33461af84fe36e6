/** Somebody for whom the mail server did not take a mail, and what it said. */
export interface Rejected {
  readonly address: string;
  readonly reply: string;
}

/** Why a mail did not go, and what to do about it. */
export interface MailFault {
  readonly sentence: string;
  readonly remedy: string | null;
  /** The mail server was not reached, or did not answer in time. */
  readonly unreachable: boolean;
}

/** What became of one attempt. */
export type Delivery =
  | {
      readonly kind: 'answered';
      /** The mail server's last words. */
      readonly reply: string;
      readonly delivered: readonly string[];
      /** For good. */
      readonly refused: readonly Rejected[];
      /** Not now. */
      readonly deferred: readonly Rejected[];
    }
  /** The mail server does not take this mail, whoever it is for. */
  | ({ readonly kind: 'refused' } & MailFault)
  /** It did not come to that: worth trying again. */
  | ({ readonly kind: 'failed' } & MailFault);

/** What is to be sent. */
export interface Outgoing {
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly to: readonly string[];
  readonly atMs: number;
  readonly isUrgent: boolean;
}
