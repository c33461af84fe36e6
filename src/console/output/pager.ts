import { widthOf } from '../../commands/text/width.ts';
import type { Key } from '../editing/question.ts';

/** The screen as far as paging needs it. */
export interface PagerScreen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  nextKey(): Promise<Key>;
}

const marker = ' --More-- ';
const eraseMarker = '\r\u001b[K';

/** Rows of the screen that a line takes. */
const heightOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(widthOf(line) / Math.max(1, columns)));

type Wish = 'page' | 'line' | 'help' | 'stop';
const help = 'Space: next page   Enter: next line   any other key: end of the output';

const wishOf = (key: Key): Wish => {
  if (key.name === 'space' || key.name === 'pagedown') return 'page';
  if (key.name === 'return' || key.name === 'enter' || key.name === 'down') return 'line';
  return key.sequence === '?' ? 'help' : 'stop';
};

const askFor = async (screen: PagerScreen): Promise<Exclude<Wish, 'help'>> => {
  for (;;) {
    screen.write(marker);
    const wish = wishOf(await screen.nextKey());
    screen.write(eraseMarker);
    if (wish !== 'help') return wish;
    screen.write(`${help}\n`);
  }
};

/**
 * Shows lines page by page (console 32). A page leaves one row for the marker, so what fits together with the prompt is
 * not paged; `pageLines` 0 shows everything at once, undefined takes the height of the window, read anew for every page.
 */
export const page = async (
  lines: readonly string[],
  screen: PagerScreen,
  pageLines: number | undefined,
): Promise<void> => {
  const roomNow = (): number => Math.max(1, (pageLines ?? screen.rows) - 1);
  let room = pageLines === 0 ? Number.POSITIVE_INFINITY : roomNow();
  for (const line of lines) {
    const height = heightOf(line, screen.columns);
    if (height > room && room < roomNow()) {
      const wish = await askFor(screen);
      if (wish === 'stop') return;
      room = wish === 'page' ? roomNow() : height;
    }
    screen.write(`${line}\n`);
    room -= height;
  }
};
