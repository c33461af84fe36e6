import { PassThrough, Writable } from 'node:stream';

/** A keyboard and a screen in this process, for tests that type more than a pseudo-terminal could take. */
export class FakeTerminal extends Writable {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  /** What was written since the last look. */
  text = '';
  readonly keyboard = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => undefined });

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** Keys as the terminal sends them; taken at once. */
  type(keys: string): void {
    this.keyboard.emit('data', Buffer.from(keys));
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }
}
