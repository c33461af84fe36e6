import { widthOf } from '../../commands/text/width.ts';

/** A key as node:readline reports it. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly sequence?: string | undefined;
}

const isPrintable = (text: string | undefined): text is string => text !== undefined && /^\P{Cc}+$/u.test(text);

/** One line typed at a question, key by key; without echo for secrets. Nothing of it reaches any history. */
export class Question {
  readonly #write: (text: string) => void;
  readonly #echo: boolean;
  #text = '';

  constructor(question: string, options: { readonly echo: boolean; readonly write: (text: string) => void }) {
    this.#write = options.write;
    this.#echo = options.echo;
    this.#write(question);
  }

  /** Takes a key. Gives undefined until the line ends; then what was typed, or null for Ctrl-C and Ctrl-D. */
  take(text: string | undefined, key: Key): string | null | undefined {
    if (key.name === 'return' || key.name === 'enter') return this.#end(this.#text);
    if (key.ctrl === true && (key.name === 'c' || (key.name === 'd' && this.#text === ''))) return this.#end(null);
    if (key.ctrl === true && key.name === 'u') this.#erase(this.#text.length);
    else if (key.name === 'backspace') this.#erase(1);
    else if (key.ctrl !== true && key.meta !== true && isPrintable(text)) this.#add(text);
    return undefined;
  }

  #end<T>(answer: T): T {
    this.#write('\n');
    return answer;
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#echo) this.#write(text);
  }

  #erase(count: number): void {
    const characters = Array.from(this.#text);
    const erased = Math.min(count, characters.length);
    this.#text = characters.slice(0, characters.length - erased).join('');
    if (this.#echo) this.#write('\b \b'.repeat(widthOf(characters.slice(characters.length - erased).join(''))));
  }
}

/** What one key says to a question that ends in `[confirm]`, and what is shown of it. */
export const confirmationOf = (text: string | undefined, key: Key): { agrees: boolean; shown: string } => {
  if (key.name === 'return' || key.name === 'enter') return { agrees: true, shown: '' };
  if (key.ctrl === true) return { agrees: false, shown: key.name === 'c' ? '^C' : '' };
  const shown = isPrintable(text) ? text : '';
  return { agrees: key.meta !== true && /^y$/i.test(shown), shown };
};
