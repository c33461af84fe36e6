import { PassThrough } from 'node:stream';

const enter = /^[\r\n]$/;
const interrupt = '\u0003';
/** Ctrl-D leaves, too: it would only close the prompt's input, and the prompt waited for ever. */
const endOfInput = '\u0004';
/** Ctrl-Z would stop the whole program behind the prompt; Tab completes nothing here. */
const ignored = ['\u001a', '\t'];

/**
 * Keys on their way to the prompts. Each prompt has an input of its own and gets keys up to the one that ends it: what is
 * typed or pasted ahead waits for the next prompt.
 */
export class Keyboard {
  readonly #waiting: string[] = [];
  #input: PassThrough | undefined;

  /** A key, as the terminal sent it. */
  type(sequence: string): void {
    if (ignored.includes(sequence)) return;
    this.#waiting.push(sequence === endOfInput ? interrupt : sequence);
    this.#pass();
  }

  /** An input for one prompt; `listen` is called when the prompt listens to it. */
  open(): { readonly input: PassThrough; readonly listen: () => void } {
    const input = new PassThrough();
    return {
      input,
      listen: () => {
        this.#input = input;
        this.#pass();
      },
    };
  }

  #pass(): void {
    for (;;) {
      const input = this.#input;
      const key = input === undefined ? undefined : this.#waiting.shift();
      if (input === undefined || key === undefined) return;
      if (enter.test(key) || key === interrupt) this.#input = undefined;
      input.write(key);
    }
  }
}
