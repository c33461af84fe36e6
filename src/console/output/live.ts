import { stripVTControlCharacters } from 'node:util';
import type { Picture } from '../../commands/declaration.ts';
import { cutTo, widthOf } from '../../commands/text/width.ts';
import { markChanges } from './changes.ts';
import type { Key } from '../editing/question.ts';
import { wrapLines } from './wrap.ts';

/** The terminal as far as a live picture needs it. */
export interface LiveScreen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  nextKey(): Promise<Key>;
  onceResized(listener: () => void): () => void;
}

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';

const fitLine = (line: string, columns: number): string =>
  widthOf(line) <= columns ? line : cutTo(stripVTControlCharacters(line), columns);

/** As much of a picture as the window holds; how much it lacks is said in its last row. */
const fit = (picture: readonly string[], { columns, rows }: LiveScreen): string[] => {
  const lines = wrapLines(picture, columns);
  const isWhole = lines.length <= rows;
  const shown = isWhole ? lines : lines.slice(0, Math.max(0, rows - 1));
  const rest = isWhole ? [] : [`(${lines.length - shown.length} more lines; a higher window shows them)`];
  return [...shown, ...rest].map((line) => fitLine(line, columns));
};

/** Settles when it is time for the next picture, at the latest when the window has changed. */
const nextTurn = async (everyMs: number, screen: LiveScreen, ended: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  let forget = (): void => undefined;
  const turn = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, everyMs);
    forget = screen.onceResized(resolve);
  });
  await Promise.race([turn, ended]);
  clearTimeout(timer);
  forget();
};

/** Draws a picture over and over until a key is pressed, on a screen of its own. Gives the last one. */
export const showLive = async (picture: Picture, screen: LiveScreen): Promise<readonly string[]> => {
  const key = new AbortController();
  const ended = screen.nextKey().then(() => key.abort());
  let before: readonly string[] | undefined;
  screen.write(enter);
  try {
    while (!key.signal.aborted) {
      const lines = await Promise.race([picture.lines(), ended]);
      if (lines === undefined) break;
      const marked = picture.marksChanges ? markChanges(before, lines) : lines;
      screen.write(`${home}${fit(marked, screen).join(`${restOfLine}\n`)}${restOfLine}${restOfScreen}`);
      before = lines;
      await nextTurn(picture.everyMs, screen, ended);
    }
  } finally {
    screen.write(leave);
  }
  return before ?? [];
};
