import { Transform, type TransformCallback } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

const toStart = '\u001b[1G';

/** Output for a terminal that knows no escape sequences (`TERM=dumb`): back to the line's start is all that is left of them. */
export class PlainOutput extends Transform {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    done(null, stripVTControlCharacters(chunk.toString('utf8').replaceAll(toStart, '\r')));
  }
}
