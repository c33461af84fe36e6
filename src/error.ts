/**
 * The one error of the product. A fault is named after who can mend it, and that decides the exit status of a one-shot
 * command (design 8). Adapters translate foreign errors into it at their border; operators never see a stack.
 */
export type FaultCode =
  /** unknown word, bad value, bad option: whoever typed it */
  | 'usage'
  /** the action needs privileged mode or another account */
  | 'permission'
  /** the peer did not answer or not in time: try again later */
  | 'peer'
  /** not allowed in this state or with this peer: change the state first */
  | 'refused'
  /** disk, memory, a missing program: whoever runs the host */
  | 'resource'
  /** tried and failed */
  | 'failed'
  /** the operator pressed Ctrl-C */
  | 'interrupted';

const exitStatusOf: Record<FaultCode, number> = {
  failed: 1,
  resource: 1,
  usage: 2,
  permission: 3,
  peer: 4,
  refused: 5,
  interrupted: 130,
};

/** What travels over the control API and what `--json` prints for a failure. */
export interface FaultBody {
  readonly code: FaultCode;
  readonly message: string;
  readonly hint?: string;
}

export class UnderstudyError extends Error {
  readonly code: FaultCode;
  /** What to do about it: a sentence or a command. */
  readonly hint: string | undefined;

  constructor(code: FaultCode, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UnderstudyError';
    this.code = code;
    this.hint = options.hint;
  }

  /** 0 to 5 or 130, as in design 8. */
  get exitStatus(): number {
    return exitStatusOf[this.code];
  }

  toBody(): FaultBody {
    return { code: this.code, message: this.message, ...(this.hint === undefined ? {} : { hint: this.hint }) };
  }

  /** What another program says, which may be of another release: a code that is unknown here is a failure none the less. */
  static fromBody({ code, message, hint }: { readonly [K in keyof FaultBody]?: unknown }): UnderstudyError {
    const known = typeof code === 'string' && Object.hasOwn(exitStatusOf, code) ? (code as FaultCode) : 'failed';
    const said = typeof message === 'string' && message !== '' ? message : 'It failed, and no reason was given';
    return new UnderstudyError(known, said, { hint: typeof hint === 'string' ? hint : undefined });
  }
}

/** A foreign error as one sentence, without its stack. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
