import type { ControlClient } from '../../control/client.ts';
import { UnderstudyError } from '../../error.ts';

/** `*04:29:43.120 GMT: …`, as operators know the lines that come by themselves. */
const lineOf = ({ type, at, text }: { readonly type: string; readonly at: string; readonly text: string }): string =>
  `*${at.slice(11, type === 'debug' ? 23 : 19)} GMT: ${text}`;

/** What an open console does with what the worker tells it. */
interface SittingHandlers {
  readonly announce: (lines: readonly string[], type: 'notice' | 'debug') => void;
  /** Somebody has ended this console. */
  readonly ended: (text: string) => void;
}

/**
 * The worker's line to one console: notices, debug lines, and its end. Opened behind the first prompt, and again when the
 * worker is back.
 */
export class SittingLink {
  readonly #client: ControlClient;
  readonly #handlers: SittingHandlers;
  #open: AbortController | undefined;
  #isRefused = false;

  constructor(client: ControlClient, handlers: SittingHandlers) {
    this.#client = client;
    this.#handlers = handlers;
  }

  /** Sits down unless that is so already. */
  open(): void {
    if (this.#open !== undefined) return;
    const open = new AbortController();
    this.#open = open;
    void this.#follow(open.signal).finally(() => {
      if (this.#open === open) this.#open = undefined;
    });
  }

  close(): void {
    this.#open?.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.#client.sit(signal)) {
        if (event.type === 'end') this.#handlers.ended(`% ${event.text}`);
        else if (event.type !== 'open') this.#handlers.announce([lineOf(event)], event.type);
        else this.#isRefused = false;
      }
    } catch (error) {
      this.#refused(error, signal);
    }
  }

  /** A worker that is down or of another release is no news; one that has no room is, once. */
  #refused(error: unknown, signal: AbortSignal): void {
    const isNews = error instanceof UnderstudyError && error.code === 'refused';
    if (!isNews || this.#isRefused || signal.aborted) return;
    this.#isRefused = true;
    const { message, hint } = error;
    this.#handlers.announce(
      [`% ${message}: this one is not listed`, ...(hint === undefined ? [] : [`  ${hint}`])],
      'notice',
    );
  }
}
