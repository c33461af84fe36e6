import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const kept = 256;

const empty = /^\s*([!#].*)?$/;
/** Also where `enable` was mistyped: the secret behind it is none the less one. */
const withSecret = /\bsec(r(et?)?)?\s+\S|^\s*((no|default)\s+)?en\w*\s+s\w*\s+\S/i;

/** True for lines that are worth recalling and hold no secret. */
export const isRemembered = (line: string): boolean => !empty.test(line) && !withSecret.test(line);

/** Lines typed before, over all sittings of this account: a file only its owner can read (console 33). */
export class HistoryFile {
  readonly #path: string;
  #isWritable = true;

  constructor(path = join(homedir(), '.understudy_history')) {
    this.#path = path;
  }

  /** Oldest first. The file is cut to what is kept. */
  read(): string[] {
    try {
      const all = readFileSync(this.#path, 'utf8').split('\n').filter(isRemembered);
      const lines = all.slice(-kept);
      if (all.length > kept) writeFileSync(this.#path, `${lines.join('\n')}\n`, { mode: 0o600 });
      chmodSync(this.#path, 0o600);
      return lines;
    } catch {
      // No file yet, or none that this account may have: the console works without.
      return [];
    }
  }

  add(line: string): void {
    if (!this.#isWritable) return;
    try {
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
    } catch {
      this.#isWritable = false;
    }
  }
}
