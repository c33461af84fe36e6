const escape = '\u001b';
const bell = '\u0007';
/** An escape sequence, one that has only begun, a control character, or plain text. */
const token = new RegExp(
  `${escape}\\[([0-9;?]*)([A-Za-z])|${escape}|[\\r\\n\\b${bell}]|[^${escape}\\r\\n\\b${bell}]+`,
  'gu',
);

/**
 * What a terminal would show of a program's output: enough of a VT100 for node:readline. Rows never scroll away, so that a
 * test sees everything that was ever on the screen and not erased.
 */
export class Screen {
  #rows: string[] = [''];
  #row = 0;
  #column = 0;
  #rest = '';
  /** The screen below the one that a live picture draws on. */
  #below: { readonly rows: string[]; readonly row: number; readonly column: number } | undefined;

  write(text: string): void {
    const all = this.#rest + text;
    this.#rest = '';
    for (const match of all.matchAll(token)) {
      const [whole, parameter, command] = match;
      if (command !== undefined) this.#control(command, Number(parameter === '' ? '1' : parameter), parameter ?? '');
      else if (whole === escape) {
        // The rest of the sequence comes with the next chunk.
        this.#rest = all.slice(match.index);
        return;
      } else this.#plain(whole);
    }
  }

  /** Every row, without blanks at their ends. */
  get rows(): string[] {
    return this.#rows.map((row) => row.trimEnd());
  }

  get text(): string {
    return this.rows.join('\n').trimEnd();
  }

  /** The row of the cursor, with everything in it. */
  get current(): string {
    return this.#rows[this.#row] ?? '';
  }

  get column(): number {
    return this.#column;
  }

  #plain(text: string): void {
    if (text === '\r') this.#column = 0;
    else if (text === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (text === '\n') this.#down();
    else if (text !== bell) {
      const row = this.current.padEnd(this.#column);
      this.#rows[this.#row] = row.slice(0, this.#column) + text + row.slice(this.#column + text.length);
      this.#column += text.length;
    }
  }

  /** A screen of its own, and back to what was there before. */
  #swap(isEntered: boolean): void {
    if (isEntered) this.#below = { rows: this.#rows, row: this.#row, column: this.#column };
    const next = isEntered ? { rows: [''], row: 0, column: 0 } : this.#below;
    if (next !== undefined) [this.#rows, this.#row, this.#column] = [next.rows, next.row, next.column];
  }

  #down(): void {
    this.#row += 1;
    if (this.#rows.length <= this.#row) this.#rows.push('');
  }

  #control(command: string, amount: number, parameter: string): void {
    if (parameter === '?1049') this.#swap(command === 'h');
    else if (command === 'H') [this.#row, this.#column] = [0, 0];
    else if (command === 'G') this.#column = amount - 1;
    else if (command === 'A') this.#row = Math.max(0, this.#row - amount);
    else if (command === 'C') this.#column += amount;
    else if (command === 'D') this.#column = Math.max(0, this.#column - amount);
    else if (command === 'K' || command === 'J') {
      this.#rows[this.#row] = this.current.slice(0, this.#column);
      if (command === 'J' && (parameter === '' || parameter === '0')) this.#rows.splice(this.#row + 1);
    }
  }
}
