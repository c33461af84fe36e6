import type { SessionEvent } from '../../control/session-shapes.ts';

/** A console that does not read is told no more than this behind. */
const mostWaiting = 500;
/** Of notices too: it has its end told, and no more. */
const mostWaitingOfAll = 2 * mostWaiting;

/** Events on their way to one console; one that reads slowly holds up nobody and loses debug lines first. */
export class SessionStream {
  #waiting: SessionEvent[] = [];
  #dropped = 0;
  #hasEnded = false;
  #wake: () => void = () => undefined;

  push(event: SessionEvent): void {
    if (this.#hasEnded) return;
    const most = event.type === 'debug' ? mostWaiting : event.type === 'notice' ? mostWaitingOfAll : Infinity;
    if (this.#waiting.length >= most) this.#dropped += 1;
    else this.#waiting.push(event);
    this.#wake();
  }

  /** What was pushed before is still delivered. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async *follow(): AsyncGenerator<SessionEvent> {
    for (;;) {
      const [event] = this.#waiting;
      if (event !== undefined) {
        this.#waiting.shift();
        yield event;
      } else if (this.#dropped > 0) {
        const text = `${this.#dropped} lines were not shown: this terminal is too slow for them`;
        this.#dropped = 0;
        yield { type: 'debug', at: new Date().toISOString(), text };
      } else if (this.#hasEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
