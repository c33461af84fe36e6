import { stripVTControlCharacters } from 'node:util';
import type { Host } from '../lab/host.ts';

const limitMs = 30_000;

/** Somebody in front of a host's own console: types when what he waits for was shown since he last typed. */
export class ConsoleSitting {
  readonly #host: Host;
  #read = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** All that was shown. */
  get text(): string {
    return stripVTControlCharacters(this.#host.consoleText).replaceAll('\r', '');
  }

  /** Waits until it is shown, behind what was waited for before. */
  async shows(what: string): Promise<void> {
    const limit = AbortSignal.timeout(limitMs);
    for (;;) {
      const at = this.text.indexOf(what, this.#read);
      if (at !== -1) {
        this.#read = at + what.length;
        return;
      }
      await this.#host.moreAtConsole(limit).catch(() => {
        throw new Error(`The console never showed ${JSON.stringify(what)}. Its last words:\n${this.text.slice(-2000)}`);
      });
    }
  }

  type(keys: string): void {
    this.#host.typeAtConsole(keys);
  }

  /** Answers a prompt with a line. */
  async answer(prompt: string, line: string): Promise<void> {
    await this.shows(prompt);
    this.type(`${line}\r`);
  }
}
