interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

const earlier = (a: Entry, b: Entry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Virtual time: what is planned runs in order, and nothing else moves the clock. */
export class Agenda {
  #nowMs = 0;
  #order = 0;
  readonly #heap: Entry[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  in(delayMs: number, run: () => void): void {
    const heap = this.#heap;
    heap.push({ atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run });
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  runUntil(untilMs: number): void {
    for (let entry = this.#heap[0]; entry !== undefined && entry.atMs <= untilMs; entry = this.#heap[0]) {
      this.#removeFirst();
      this.#nowMs = entry.atMs;
      entry.run();
    }
    this.#nowMs = untilMs;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ;) {
      let smallest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && this.#isBefore(child, smallest)) smallest = child;
      }
      if (smallest === parent) return;
      this.#swap(parent, smallest);
      parent = smallest;
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    return a !== undefined && b !== undefined && earlier(a, b);
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
