import { plain, type Paint } from './paint.ts';

/** Control characters without the end of a line and the tab, and what turns the direction of writing. */
const hidden = /[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escapeOf = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
};

/**
 * Text of another program, server or person for a terminal: what would steer the terminal is shown as `\x1b`, so that a
 * log line can neither colour, clear nor answer anything.
 */
export const visible = (text: string): string => text.replace(hidden, escapeOf);

/** JSON escapes most of them itself; the rest is escaped here in its own way. */
export const visibleJson = (json: string): string =>
  json.replace(hidden, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * What a renderer says of data of any origin, in colours. Where the data holds what would steer a terminal, that is shown,
 * and the colours are left out: they could not be told from those of the data.
 */
export const rendered = (render: (paint: Paint) => string, paint: Paint): string => {
  const bare = render(plain);
  const shown = visible(bare);
  return shown === bare && paint !== plain ? render(paint) : shown;
};
