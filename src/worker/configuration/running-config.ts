import { initialConfig, type Config } from '../../config/config.ts';
import { readLines, type LineFault } from '../../config/lines.ts';
import { configDifference, faultsOf, maskSecrets, overlap, parseConfig, printConfig } from '../../config/text.ts';
import { nothingChanged, type ConfigFault } from '../../control/config-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { readIfThere, removeDurably, writeDurably } from '../../durable-file.ts';
import { culpritLine } from './culprit-line.ts';
import { Turns } from './turns.ts';

/** Takes a change up. @returns warnings */
export type ConfigListener = (now: Config, before: Config) => Promise<readonly string[] | undefined>;

/** What a change of the running configuration came to. */
export interface Changed {
  readonly changed: boolean;
  readonly warnings: readonly string[];
  /** What the entry still lacks that the last line leaves open; while it lacks something nothing was changed. */
  readonly missing: readonly string[];
  /** Of the configuration that came of it. */
  readonly revision: number;
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

interface WasSet {
  readonly changed: boolean;
  readonly warnings: readonly string[];
}

const unchanged: WasSet = { changed: false, warnings: [] };

/** What is refused when all lines were read, with the line that it is about and that nothing was changed. */
const ofLines = (lines: readonly string[], error: unknown): unknown => {
  if (!(error instanceof UnderstudyError) || error.code !== 'usage') return error;
  const line = lines.length > 1 ? culpritLine(lines, error.message) : undefined;
  const hint =
    error.hint === undefined || error.hint === nothingChanged ? nothingChanged : `${error.hint}; ${nothingChanged}`;
  return new UnderstudyError('usage', line === undefined ? error.message : `line ${line}: ${error.message}`, {
    hint,
    cause: error,
  });
};

const withSecrets = (config: Config): string => printConfig(config, { secrets: true });

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
  /** The file's text as it was read or written last; undefined: there was none. */
  #onDisk: string | undefined;
  #revision = 1;
  readonly #changes = new Turns();

  private constructor(
    path: string,
    base: Config,
    ownFolders: readonly string[],
    read?: { config: Config; text: string },
  ) {
    this.#path = path;
    this.#base = base;
    this.#ownFolders = ownFolders;
    this.#running = read?.config ?? base;
    this.#saved = read === undefined ? '' : withSecrets(read.config);
    this.#onDisk = read?.text;
  }

  /**
   * @param ownFolders no dataset may reach into these
   * @throws UnderstudyError usage naming each bad line of the saved configuration
   */
  static async open(path: string, hostname: string, ownFolders: readonly string[] = []): Promise<RunningConfig> {
    const base = { ...initialConfig(), hostname };
    const text = await readIfThere(path);
    if (text === undefined) return new RunningConfig(path, base, ownFolders);
    const { config, faults } = parseConfig(text, base);
    if (config === undefined) {
      throw new UnderstudyError('usage', `${path} cannot be used: ${listOf(faults)}`, {
        hint: 'mend the file; nothing was changed',
      });
    }
    return new RunningConfig(path, base, ownFolders, { config, text });
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

  /** A restart would come to something else: to the saved configuration, or to none where nothing is saved. */
  get isLostAtRestart(): boolean {
    return this.text !== (this.#saved === '' ? withSecrets(this.#base) : this.#saved);
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
    return this.#changes.take(async () => {
      this.refuseOld(options.revision);
      const read = readLines(lines, this.#running, { mayBeOpen: options.mayBeOpen === true });
      const { config, warnings, missing } = read;
      const [bad] = read.faults;
      if (bad !== undefined) {
        const where = lines.length > 1 ? `line ${bad.line}: ` : '';
        throw new UnderstudyError('usage', `${where}${bad.message}`, { hint: nothingChanged });
      }
      const set = (): Promise<WasSet> =>
        this.#set(config).catch((error: unknown) => {
          throw ofLines(lines, error);
        });
      const { changed, warnings: more } = missing.length === 0 ? await set() : unchanged;
      return { changed, warnings: [...warnings, ...more], missing, revision: this.#revision };
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
    return this.#changes.take(async () => {
      this.refuseOld(options.revision);
      const { config, faults, warnings } = parseConfig(text, this.#base, this.#running);
      if (config === undefined) throw new UnderstudyError('usage', listOf(faults), { hint: nothingChanged });
      this.#refuseUnsound(config);
      const difference = configDifference(this.text, withSecrets(config));
      if (options.dryRun === true) return { changed: difference.length > 0, warnings, difference };
      const { changed, warnings: more } = await this.#set(config);
      return { changed, warnings: [...warnings, ...more], difference };
    });
  }

  /**
   * Reads groups of lines, each of which would be applied as one change, one after another; changes nothing.
   *
   * @returns what is wrong in the first group that has a fault
   */
  check(groups: readonly (readonly string[])[]): ConfigFault[] {
    let config = this.#running;
    for (const [group, lines] of groups.entries()) {
      const read = readLines(lines, config);
      const whole = read.faults.length > 0 ? [] : this.#unsound(read.config);
      const faults = [...read.faults, ...whole.map((message) => ({ line: culpritLine(lines, message) ?? 0, message }))];
      if (faults.length > 0) return faults.map((fault) => ({ group, ...fault }));
      config = read.config;
    }
    return [];
  }

  /** The text as this release prints it, or as it is where it cannot be read. */
  inOwnWords(text: string): string {
    const { config } = parseConfig(text, this.#base, this.#running);
    return config === undefined ? text : withSecrets(config);
  }

  /** The file's text where somebody changed it by hand since it was read or written last. */
  async changedByHand(): Promise<string | undefined> {
    const text = await readIfThere(this.#path);
    return text === this.#onDisk ? undefined : text;
  }

  /**
   * The saved configuration as it lies on the disk now: what somebody wrote there by hand is taken up as the saved one.
   *
   * @throws UnderstudyError usage naming each bad line of the file
   */
  async readStartup(): Promise<string> {
    const text = await this.changedByHand();
    if (text === undefined) return this.#saved;
    const { config, faults } = parseConfig(text, this.#base, this.#running);
    if (config === undefined) {
      throw new UnderstudyError('usage', `${this.#path} cannot be used: ${listOf(faults)}`, { hint: nothingChanged });
    }
    this.#saved = withSecrets(config);
    this.#onDisk = text;
    return this.#saved;
  }

  /** Writes the running configuration to the file; the file's previous text stays beside it. */
  async save(): Promise<boolean> {
    // Whoever removed or changed the file by hand gets it as it was saved.
    const isAsLeft = (await readIfThere(this.#path)) === this.#onDisk;
    return isAsLeft ? this.restoreSaved(this.text) : this.#write(this.text);
  }

  /** Makes a text the saved configuration; empty: none. */
  async restoreSaved(text: string): Promise<boolean> {
    return text === this.#saved ? false : this.#write(text);
  }

  async #write(text: string): Promise<true> {
    const previous = (await readIfThere(this.#path)) ?? this.#saved;
    if (previous !== '') await writeDurably(`${this.#path}.previous`, previous);
    if (text === '') await removeDurably(this.#path);
    else await writeDurably(this.#path, text);
    this.#saved = text;
    this.#onDisk = text === '' ? undefined : text;
    return true;
  }

  /** Removes the saved configuration, and the one before it. False when nothing was saved. */
  async erase(): Promise<boolean> {
    const changed = this.#saved !== '';
    await removeDurably(this.#path);
    await removeDurably(`${this.#path}.previous`);
    this.#saved = '';
    this.#onDisk = undefined;
    return changed;
  }

  /** @throws UnderstudyError refused when `revision` is no longer the newest */
  refuseOld(revision: number | undefined): void {
    if (revision === undefined || revision === this.#revision) return;
    throw new UnderstudyError('refused', 'The configuration was changed by somebody else in the meantime', {
      hint: 'look at "show running-config" and try again',
    });
  }

  #unsound(config: Config): string[] {
    return [...faultsOf(config), ...intrusions(config, this.#ownFolders)];
  }

  #refuseUnsound(config: Config): void {
    const [fault] = this.#unsound(config);
    if (fault !== undefined) throw new UnderstudyError('usage', fault, { hint: nothingChanged });
  }

  async #set(next: Config): Promise<WasSet> {
    this.#refuseUnsound(next);
    const before = this.#running;
    if (withSecrets(next) === withSecrets(before)) return unchanged;
    this.#running = next;
    this.#revision += 1;
    return { changed: true, warnings: await this.#takeUp(next, before) };
  }

  /** All or nothing: when a part cannot take the change up, the others go back. */
  async #takeUp(next: Config, before: Config): Promise<readonly string[]> {
    const warnings: string[] = [];
    try {
      for (const listener of this.#listeners) warnings.push(...((await listener(next, before)) ?? []));
      return warnings;
    } catch (error) {
      this.#running = before;
      this.#revision += 1;
      for (const listener of this.#listeners) await listener(before, next).catch(() => undefined);
      throw error;
    }
  }
}
