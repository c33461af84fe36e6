import { initialConfig, type Config } from '../config/config.ts';
import { applyStatement, StatementError } from '../config/statement.ts';
import { faultsOf, overlap, parseConfig, printConfig } from '../config/text.ts';
import { UnderstudyError } from '../error.ts';
import { readIfThere, writeDurably } from '../durable-file.ts';

export type ConfigListener = (now: Config, before: Config) => Promise<void>;

/** What a change of the running configuration came to. */
export interface Changed {
  readonly changed: boolean;
  readonly warnings: readonly string[];
}

/** Datasets that reach into the product's own folders: replacing those would be the end of the server. */
const intrusions = (config: Config, ownFolders: readonly string[]): string[] =>
  Object.entries(config.datasets).flatMap(([name, { path }]) =>
    ownFolders
      .filter((own) => overlap(path, own))
      .map((own) => `dataset ${name} reaches into ${own}, which is Understudy's own`),
  );

/**
 * The running configuration and the saved one (design 7). A change is all or nothing, and is in force when the listeners
 * have taken it up.
 */
export class RunningConfig {
  readonly #path: string;
  readonly #ownFolders: readonly string[];
  readonly #listeners: ConfigListener[] = [];
  #running: Config;
  #saved: string;
  #revision = 1;
  #changes: Promise<unknown> = Promise.resolve();

  private constructor(path: string, running: Config, saved: string, ownFolders: readonly string[]) {
    this.#path = path;
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
    if (text === undefined) return new RunningConfig(path, base, '', ownFolders);
    const { config, faults } = parseConfig(text, base);
    if (config === undefined) {
      const list = faults.map(({ line, message }) => (line === 0 ? message : `line ${line}: ${message}`)).join('; ');
      throw new UnderstudyError('usage', `${path} cannot be used: ${list}`, {
        hint: 'mend the file; nothing was changed',
      });
    }
    return new RunningConfig(path, config, printConfig(config, { secrets: true }), ownFolders);
  }

  get config(): Config {
    return this.#running;
  }

  get revision(): number {
    return this.#revision;
  }

  get unsaved(): boolean {
    return printConfig(this.#running, { secrets: true }) !== this.#saved;
  }

  /** The saved configuration, secrets masked. */
  get startupText(): string {
    const { config } = parseConfig(this.#saved);
    return config === undefined ? '' : printConfig(config);
  }

  onChange(listener: ConfigListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Applies lines of the console's language, all or none, one change after another.
   *
   * @throws UnderstudyError usage naming the line and the reason; refused when `revision` is no longer the newest
   */
  change(lines: readonly string[], revision?: number): Promise<Changed> {
    const change = this.#changes.then(() => this.#change(lines, revision));
    this.#changes = change.catch(() => undefined);
    return change;
  }

  /** Writes the running configuration to the file; the file's previous text stays beside it. */
  async save(): Promise<boolean> {
    const text = printConfig(this.#running, { secrets: true });
    if (text === this.#saved) return false;
    if (this.#saved !== '') await writeDurably(`${this.#path}.previous`, this.#saved);
    await writeDurably(this.#path, text);
    this.#saved = text;
    return true;
  }

  async #change(lines: readonly string[], revision: number | undefined): Promise<Changed> {
    if (revision !== undefined && revision !== this.#revision) {
      throw new UnderstudyError('refused', 'The configuration was changed by somebody else in the meantime', {
        hint: 'look at "show running-config" and try again',
      });
    }
    const before = this.#running;
    const warnings: string[] = [];
    let next = before;
    lines.forEach((line, i) => {
      try {
        const applied = applyStatement(next, line);
        next = applied.config;
        if (applied.warning !== undefined) warnings.push(applied.warning);
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        const where = lines.length > 1 ? `line ${i + 1}: ` : '';
        throw new UnderstudyError('usage', `${where}${error.message}`, { hint: 'nothing was changed' });
      }
    });
    const [fault] = [...faultsOf(next), ...intrusions(next, this.#ownFolders)];
    if (fault !== undefined) throw new UnderstudyError('usage', fault, { hint: 'nothing was changed' });
    const changed = printConfig(next, { secrets: true }) !== printConfig(before, { secrets: true });
    if (!changed) return { changed, warnings };
    this.#running = next;
    this.#revision += 1;
    await this.#takeUp(next, before);
    return { changed, warnings };
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
