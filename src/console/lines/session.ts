import { catalog } from '../../commands/catalog.ts';
import type { Block, ConsoleMode, Declaration, SessionState } from '../../commands/declaration.ts';
import { execPlace } from '../../commands/exec-place.ts';
import type { Place } from '../../commands/place.ts';
import { newest, usualHistorySize } from '../editing/history-file.ts';

/** What decides which words may be typed. */
export interface Standing {
  readonly mode: ConsoleMode;
  readonly privileged: boolean;
  /** The entry of the configuration that is open. */
  readonly block?: Block | undefined;
  /** In the console itself, not in a one-shot or a script. */
  readonly interactive: boolean;
  /** Driven by a program: see `Session.isPlain`. */
  readonly isPlain?: boolean;
}

/** One sitting at the console, or one run of a script. */
export class Session implements SessionState, Standing {
  mode: ConsoleMode = 'exec';
  block: Block | undefined = undefined;
  privileged: boolean;
  pageLines: number | undefined = undefined;
  left = false;
  readonly interactive: boolean;
  width: number | undefined = undefined;
  readonly history: string[] = [];
  historySize = usualHistorySize;
  /** Told when lines typed before were dropped. */
  onHistory: (change: 'resized' | 'cleared') => void = () => undefined;
  readonly #isDriven: boolean;

  constructor(options: { readonly privileged: boolean; readonly interactive: boolean; readonly isDriven?: boolean }) {
    this.privileged = options.privileged;
    this.interactive = options.interactive;
    this.#isDriven = options.isDriven ?? false;
  }

  /**
   * Programs that drive the console (netmiko, Ansible, RANCID) claim an old terminal or say `terminal length 0`.
   * To them it writes exactly as IOS does: no colour, no blank behind the prompt, and nothing that was not asked for.
   */
  get isPlain(): boolean {
    return this.#isDriven || this.pageLines === 0;
  }

  /** Remembers a line; the oldest gives way. */
  remember(line: string): void {
    this.#keep([...this.history, line]);
  }

  resizeHistory(lines: number): void {
    this.historySize = lines;
    this.#keep(this.history);
    this.onHistory('resized');
  }

  clearHistory(): void {
    this.#keep([]);
    this.onHistory('cleared');
  }

  #keep(lines: readonly string[]): void {
    const kept = newest(lines, this.historySize);
    this.history.splice(0, this.history.length, ...kept);
  }
}

const isExec = ({ modes }: Declaration): boolean => modes?.includes('exec') !== false;

const execPlaces = new Map<string, Place>();

/** The same place for everybody of the same standing, made once: a script asks for it with every line. */
const execPlaceOf = (usable: readonly Declaration[], standing: string): Place => {
  const place = execPlaces.get(standing) ?? execPlace(usable);
  execPlaces.set(standing, place);
  return place;
};

/** Where a line begins. The statements of the configuration, and with them the schema, are loaded when they are needed. */
export const placeFor = async ({ mode, privileged, interactive, block }: Standing): Promise<Place> => {
  const usable = catalog.filter(
    (declaration) =>
      isExec(declaration) &&
      (privileged || declaration.privilege === 'user') &&
      (interactive || declaration.interactiveOnly !== true),
  );
  return mode === 'exec'
    ? execPlaceOf(usable, `${privileged} ${interactive}`)
    : (await import('../../commands/config-place.ts')).configPlace(usable, block?.key);
};
