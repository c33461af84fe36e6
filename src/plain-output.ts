import { Transform, type TransformCallback } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** To the line's start, as readline and as inquirer say it. */
const toStart = ['\u001b[1G', '\u001b[G'];

/** Output for a terminal that knows no escape sequences (`TERM=dumb`): back to the line's start is all that is left of them. */
export class PlainOutput extends Transform {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const text = toStart.reduce((rest, sequence) => rest.replaceAll(sequence, '\r'), chunk.toString('utf8'));
    done(null, stripVTControlCharacters(text));
  }
}
