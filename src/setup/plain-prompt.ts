import type { Readable } from 'node:stream';

interface PlainPrompt {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
  readonly prompt: string;
  readonly secret: boolean;
  readonly signal: AbortSignal;
}

const interrupt = '\u0003';
const eraseLine = '\u0015';
const erasing = ['\b', '\u007f', eraseLine];
const enter = /[\r\n]/;
/** The arrows and their like: nothing can be done with them where the cursor cannot be moved. */
const escapes = new RegExp(String.raw`\u001b(?:[[O][0-9;?]*[A-Za-z~]|.)?`, 'gu');

/**
 * Asks on a terminal that knows no escape sequences (`TERM=dumb`, console 48): what is typed is shown, backspace and
 * Ctrl-U take it away.
 *
 * @throws Error for Ctrl-C, or when the signal ends the dialogue
 */
export const askPlainly = ({ input, output, prompt, secret, signal }: PlainPrompt): Promise<string> => {
  const typed: string[] = [];
  const show = (text: string): void => {
    if (!secret) output.write(text);
  };
  const erase = (): void => {
    if (typed.pop() !== undefined) show('\b \b');
  };
  /** True at the key that ends the line. */
  const take = (key: string): boolean => {
    if (enter.test(key)) return true;
    if (erasing.includes(key)) {
      const steps = key === eraseLine ? typed.length : 1;
      for (let i = 0; i < steps; i += 1) erase();
    } else if (/^\P{Cc}$/u.test(key)) {
      typed.push(key);
      show(key);
    }
    return false;
  };
  output.write(prompt);
  return new Promise<string>((resolve, reject) => {
    const leave = (): void => {
      input.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      output.write('\n');
    };
    const onAbort = (): void => {
      leave();
      reject(new Error('interrupted'));
    };
    const onData = (text: string): void => {
      const keys = Array.from(text.replaceAll(escapes, ''));
      if (keys.includes(interrupt)) onAbort();
      else if (keys.map(take).includes(true)) {
        leave();
        resolve(typed.join(''));
      }
    };
    signal.addEventListener('abort', onAbort);
    input.setEncoding('utf8').on('data', onData);
    if (signal.aborted) onAbort();
  });
};
