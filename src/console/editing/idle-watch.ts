import { spanOf } from '../../commands/text/time.ts';

interface IdleWatchOptions {
  /** True while the operator is expected to press a key: at a line, a question, a page or in the wizard. */
  readonly isWaiting: () => boolean;
  readonly onIdle: (text: string) => void;
}

/**
 * The time without a key after which a console is closed (console 43). A command that runs is never cut short: the time
 * begins again when it ends or asks something.
 */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #limitMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
  }

  /** 0: for ever. */
  set limitMs(limitMs: number) {
    if (limitMs === this.#limitMs) return;
    this.#limitMs = limitMs;
    this.touch();
  }

  /** A key was pressed, or output has ended: the time begins anew. */
  touch(): void {
    clearTimeout(this.#timer);
    if (this.#limitMs === 0) return;
    this.#timer = setTimeout(() => this.#end(), this.#limitMs);
  }

  stop(): void {
    this.#limitMs = 0;
    clearTimeout(this.#timer);
  }

  #end(): void {
    if (this.#options.isWaiting())
      this.#options.onIdle(`% Nothing was typed for ${spanOf(this.#limitMs)}: this console is closed`);
    else this.touch();
  }
}
