import { catalog } from '../commands/catalog.ts';
import type { ConsoleMode, Declaration, SessionState } from '../commands/declaration.ts';
import { execPlace } from '../commands/exec-place.ts';
import type { Place } from '../commands/place.ts';

/** What decides which words may be typed. */
export interface Standing {
  readonly mode: ConsoleMode;
  readonly privileged: boolean;
  /** In the console itself, not in a one-shot or a script. */
  readonly interactive: boolean;
}

/** One sitting at the console, or one run of a script. */
export class Session implements SessionState, Standing {
  mode: ConsoleMode = 'exec';
  privileged: boolean;
  pageLines: number | undefined = undefined;
  left = false;
  readonly interactive: boolean;
  readonly history: string[] = [];

  constructor(options: { readonly privileged: boolean; readonly interactive: boolean }) {
    this.privileged = options.privileged;
    this.interactive = options.interactive;
  }
}

const isExec = ({ modes }: Declaration): boolean => modes?.includes('exec') !== false;

/** Where a line begins. The statements of the configuration, and with them the schema, are loaded when they are needed. */
export const placeFor = async ({ mode, privileged, interactive }: Standing): Promise<Place> => {
  const usable = catalog.filter(
    (declaration) =>
      isExec(declaration) &&
      (privileged || declaration.privilege === 'user') &&
      (interactive || declaration.interactiveOnly !== true),
  );
  return mode === 'exec' ? execPlace(usable) : (await import('../commands/config-place.ts')).configPlace(usable);
};
