import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { Stop } from '../program.mjs';

const patienceMs = 20_000;

/** A program in a pseudo-terminal of util-linux's `script`. */
export class Terminal {
  #text = '';
  #heard = () => undefined;
  #child;
  startedMs = performance.now();

  constructor(command, env) {
    this.#child = spawn('script', ['-qfec', `stty cols 100 rows 40; exec ${command}`, '/dev/null'], { env });
    this.#child.stdout.on('data', (bytes) => {
      this.#text += stripVTControlCharacters(bytes.toString('utf8'));
      this.#heard();
    });
  }

  /** Waits for what matches in the text since the last key; gives the milliseconds since `startedMs`. */
  async shows(pattern) {
    const signal = AbortSignal.timeout(patienceMs);
    while (!pattern.test(this.#text)) {
      if (signal.aborted) throw new Stop(`"${pattern.source}" did not come:\n${this.#text}`);
      await Promise.race([
        new Promise((resolve) => {
          this.#heard = resolve;
        }),
        wait(100),
      ]);
    }
    this.#text = '';
    return performance.now() - this.startedMs;
  }

  type(keys) {
    this.#text = '';
    this.startedMs = performance.now();
    this.#child.stdin.write(keys);
  }

  async kill() {
    if (this.#child.exitCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
