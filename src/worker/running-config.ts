import { initialConfig, type Config } from '../config/config.ts';
import { readLines, type LineFault } from '../config/lines.ts';
import { configDifference, faultsOf, maskSecrets, overlap, parseConfig, printConfig } from '../config/text.ts';
import { UnderstudyError } from '../error.ts';
import { readIfThere, removeDurably, writeDurably } from '../durable-file.ts';

export type ConfigListener = (now: Config, before: Config) => Promise<void>;

/** What a change of the running configuration came to. */
export interface Changed {
  readonly changed: boolean;
  readonly warnings: readonly string[];
  /** What the entry still lacks that the last line leaves open; while it lacks something nothing was changed. */
  readonly missing: readonly string[];
}

/** What a whole new configuration came to, or would. */
export interface Replaced {
  readonly changed: boolean;
  readonly warnings: readonly string[];
  readonly difference: readonly string[];
}

/** Datasets that reach into the product's own folders: replacing those would be the end of the server. */
const intrusions = (config: Config, ownFolders: readonly string[]): string[] =>
  Object.entries(config.datasets).flatMap(([name, { path }]) =>
    ownFolders
      .filter((own) => overlap(path, own))
      .map((own) => `dataset ${name} reaches into ${own}, which is Understudy's own`),
  );

const listOf = (faults: readonly LineFault[]): string =>
  faults.map(({ line, message }) => (line === 0 ? message : `line ${line}: ${message}`)).join('; ');

const withSecrets = (config: Config): string => printConfig(config, { secrets: true });

const nothingChanged = { hint: 'nothing was changed' };

/**
 * The running configuration and the saved one (design 7). A change is all or nothing, and is in force when the listeners
 * have taken it up.
 */
export class RunningConfig {
  readonly #path: string;
  readonly #base: Config;
  readonly #ownFolders: readonly string[];
  readonly #listeners: ConfigListener[] = [];
  #running: Config;
  #saved: string;
  #revision = 1;
  #changes: Promise<unknown> = Promise.resolve();

  private constructor(path: string, base: Config, ownFolders: readonly string[], running: Config, saved: string) {
    this.#path = path;
    this.#base = base;
    this.#ownFolders = ownFolders;
    this.#running = running;
    this.#saved = saved;
  }

  /**
   * @param ownFolders no dataset may reach into these
   * @throws UnderstudyError usage naming each bad line of the saved configuration
   */
  static async open(path: string, hostname: string, ownFolders: readonly string[] = []): Promise<RunningConfig> {
    const base = { ...initialConfig(), hostname };
    const text = await readIfThere(path);
    if (text === undefined) return new RunningConfig(path, base, ownFolders, base, '');
    const { config, faults } = parseConfig(text, base);
    if (config === undefined) {
      throw new UnderstudyError('usage', `${path} cannot be used: ${listOf(faults)}`, {
        hint: 'mend the file; nothing was changed',
      });
    }
    return new RunningConfig(path, base, ownFolders, config, withSecrets(config));
  }

  get config(): Config {
    return this.#running;
  }

  get revision(): number {
    return this.#revision;
  }

  get unsaved(): boolean {
    return this.text !== this.#saved;
  }

  /** The running configuration with its secrets. */
  get text(): string {
    return withSecrets(this.#running);
  }

  /** The saved configuration with its secrets; empty when nothing is saved. */
  get savedText(): string {
    return this.#saved;
  }

  /** The saved configuration, secrets masked. */
  get startupText(): string {
    return maskSecrets(this.#saved);
  }

  onChange(listener: ConfigListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Applies lines of the console's language, all or none, one change after another.
   *
   * @throws UnderstudyError usage naming the line and the reason; refused when `revision` is no longer the newest
   */
  change(
    lines: readonly string[],
    options: { revision?: number | undefined; mayBeOpen?: boolean | undefined } = {},
  ): Promise<Changed> {
    return this.#inTurn(async () => {
      this.#refuseOld(options.revision);
      const read = readLines(lines, this.#running, { mayBeOpen: options.mayBeOpen === true });
      const { config, warnings, missing } = read;
      const [bad] = read.faults;
      if (bad !== undefined) {
        const where = lines.length > 1 ? `line ${bad.line}: ` : '';
        throw new UnderstudyError('usage', `${where}${bad.message}`, nothingChanged);
      }
      return { changed: missing.length === 0 && (await this.#set(config)), warnings, missing };
    });
  }

  /**
   * Makes the running configuration exactly what a text says; masked secrets stay what they are.
   *
   * @param options.dryRun only says what would differ
   * @throws UnderstudyError as `change` does
   */
  replace(
    text: string,
    options: { revision?: number | undefined; dryRun?: boolean | undefined } = {},
  ): Promise<Replaced> {
    return this.#inTurn(async () => {
      this.#refuseOld(options.revision);
      const { config, faults, warnings } = parseConfig(text, this.#base, this.#running);
      if (config === undefined) throw new UnderstudyError('usage', listOf(faults), nothingChanged);
      this.#refuseUnsound(config);
      const difference = configDifference(this.text, withSecrets(config));
      const changed = options.dryRun === true ? difference.length > 0 : await this.#set(config);
      return { changed, warnings, difference };
    });
  }

  /** The text as this release prints it, or as it is where it cannot be read. */
  inOwnWords(text: string): string {
    const { config } = parseConfig(text, this.#base, this.#running);
    return config === undefined ? text : withSecrets(config);
  }

  /** Writes the running configuration to the file; the file's previous text stays beside it. */
  async save(): Promise<boolean> {
    // Whoever removed the file by hand gets it back.
    const isThere = (await readIfThere(this.#path)) !== undefined;
    return isThere ? this.restoreSaved(this.text) : this.#write(this.text);
  }

  /** Makes a text the saved configuration; empty: none. */
  async restoreSaved(text: string): Promise<boolean> {
    return text === this.#saved ? false : this.#write(text);
  }

  async #write(text: string): Promise<true> {
    if (this.#saved !== '') await writeDurably(`${this.#path}.previous`, this.#saved);
    if (text === '') await removeDurably(this.#path);
    else await writeDurably(this.#path, text);
    this.#saved = text;
    return true;
  }

  /** Removes the saved configuration, and the one before it. False when nothing was saved. */
  async erase(): Promise<boolean> {
    const changed = this.#saved !== '';
    await removeDurably(this.#path);
    await removeDurably(`${this.#path}.previous`);
    this.#saved = '';
    return changed;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changes.then(work);
    this.#changes = done.catch(() => undefined);
    return done;
  }

  #refuseOld(revision: number | undefined): void {
    if (revision === undefined || revision === this.#revision) return;
    throw new UnderstudyError('refused', 'The configuration was changed by somebody else in the meantime', {
      hint: 'look at "show running-config" and try again',
    });
  }

  #refuseUnsound(config: Config): void {
    const [fault] = [...faultsOf(config), ...intrusions(config, this.#ownFolders)];
    if (fault !== undefined) throw new UnderstudyError('usage', fault, nothingChanged);
  }

  async #set(next: Config): Promise<boolean> {
    this.#refuseUnsound(next);
    const before = this.#running;
    if (withSecrets(next) === withSecrets(before)) return false;
    this.#running = next;
    this.#revision += 1;
    await this.#takeUp(next, before);
    return true;
  }

  /** All or nothing: when a part cannot take the change up, the others go back. */
  async #takeUp(next: Config, before: Config): Promise<void> {
    try {
      for (const listener of this.#listeners) await listener(next, before);
    } catch (error) {
      this.#running = before;
      this.#revision += 1;
      for (const listener of this.#listeners) await listener(before, next).catch(() => undefined);
      throw error;
    }
  }
}
