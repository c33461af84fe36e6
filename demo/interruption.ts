/** Ctrl-C, a closed terminal or a `kill` end the demo in order: whatever is waited for ends, and the pair is stopped. */
export class Interruption {
  readonly #controller = new AbortController();
  #heeded = true;

  constructor() {
    process.on('SIGINT', () => this.#heeded && this.#controller.abort(new Error('SIGINT')));
    for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => this.#controller.abort(new Error(name)));
    // A terminal that is gone takes no more output, and the pair has to be stopped all the same.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Leaves Ctrl-C to the program that has the terminal while `work` is under way. */
  async leaveCtrlC<T>(work: () => Promise<T>): Promise<T> {
    this.#heeded = false;
    try {
      return await work();
    } finally {
      this.#heeded = true;
    }
  }
}
