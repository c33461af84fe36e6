import { emitKeypressEvents } from 'node:readline';
import { Keyboard } from './keyboard.ts';

interface Key {
  readonly sequence?: string | undefined;
}

/**
 * Gives the keys of this process's terminal to the wizard as long as it lasts.
 *
 * @param onTyped told of every key: somebody is there (console 43)
 */
export const withTerminal = async <T>(
  use: (keyboard: Keyboard) => Promise<T>,
  onTyped: () => void = () => undefined,
): Promise<T> => {
  const { stdin } = process;
  const keyboard = new Keyboard();
  const onKey = (text: string | undefined, key: Key): void => {
    onTyped();
    keyboard.type(key.sequence ?? text ?? '');
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', onKey);
  stdin.resume();
  try {
    return await use(keyboard);
  } finally {
    stdin.off('keypress', onKey);
    stdin.setRawMode(false);
    stdin.pause();
  }
};
