import type { Key } from './question.ts';

/** Ctrl-R (console 34): the newest line that holds what was typed; again Ctrl-R: the one before. */
export class ReverseSearch {
  readonly #history: readonly string[];
  #query = '';
  #at = 0;

  /** @param history newest first */
  constructor(history: readonly string[]) {
    this.#history = history;
  }

  get match(): string {
    return this.#history[this.#at] ?? '';
  }

  get prompt(): string {
    return `(reverse-i-search)'${this.#query}': `;
  }

  /** `again` while the search goes on, `take` to put the match into the line, `cancel` to leave the line as it was. */
  key(text: string | undefined, key: Key): 'again' | 'take' | 'cancel' {
    if (key.ctrl === true && key.name === 'r') return this.#find(this.#at + 1);
    if (key.name === 'escape' || (key.ctrl === true && (key.name === 'g' || key.name === 'c'))) return 'cancel';
    if (key.name === 'backspace') return this.#search(this.#query.slice(0, -1));
    if (key.ctrl === true || key.meta === true || text === undefined || !/^\P{Cc}+$/u.test(text)) return 'take';
    return this.#search(this.#query + text);
  }

  #search(query: string): 'again' {
    this.#query = query;
    return this.#find(0);
  }

  /** Stays where it is when nothing further back holds the query. */
  #find(from: number): 'again' {
    const found = this.#history.findIndex((line, i) => i >= from && this.#query !== '' && line.includes(this.#query));
    if (found !== -1) this.#at = found;
    return 'again';
  }
}
