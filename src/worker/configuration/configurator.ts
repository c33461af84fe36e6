import type {
  ArchivedConfig,
  ArchivedText,
  ArchiveList,
  ConfigCheck,
  ConfigDifference,
  ConfigReplacement,
  ConfigSource,
} from '../../control/config-shapes.ts';
import type { Answer } from '../../control/shapes.ts';
import type { Config } from '../../config/config.ts';
import { configDifference, maskSecrets } from '../../config/text.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { ConfigArchive, type ArchivedCopy } from './config-archive.ts';
import { hostNameOf, hostNameWarning } from './host-name.ts';
import { maskedLine } from './masked-line.ts';
import { Confirmation } from './confirmation.ts';
import type { Changed } from './running-config.ts';
import { secretsTag } from './secrets-tag.ts';
import { Turns } from './turns.ts';
import type { Worker } from '../worker.ts';

const done = (message: string, changed: boolean, warnings: readonly string[] = []): Answer => ({
  message,
  changed,
  warnings,
});

/** What operators call a source. */
export const nameOf = (source: ConfigSource): string => {
  switch (source.kind) {
    case 'running':
    case 'startup':
      return `${source.kind}-config`;
    case 'archive':
      return `archive ${source.number}`;
    case 'file':
      return source.name;
  }
};

/** What is cut short would take away the rest of the configuration: a whole one ends as it is always printed. */
const refuseCut = (source: ConfigSource, text: string): void => {
  const last = text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => !/^([!#].*)?$/.test(line));
  if (last?.toLowerCase() === 'end') return;
  const state = last === undefined ? 'is empty' : `does not end with the line "end"`;
  throw new UnderstudyError('usage', `${nameOf(source)} is no whole configuration: it ${state}`, {
    hint: 'nothing was changed; "copy FILE running-config" applies a part of a configuration on top of what is there',
  });
};

/** A change in a few words: its first line, and how many more there are. */
const inBrief = (lines: readonly string[]): string => {
  const said = lines.map((line) => line.trim()).filter((line) => !/^([!#].*)?$/.test(line));
  const more = said.length > 1 ? ` and ${said.length - 1} more ${said.length === 2 ? 'line' : 'lines'}` : '';
  return `${maskedLine(said[0] ?? '')}${more}`;
};

const shown = (copy: ArchivedCopy, inForce: ArchivedCopy | undefined): ArchivedConfig => {
  const { number, at, by, what } = copy;
  return { number, at, by, what, isRunning: copy === inForce };
};

/**
 * What operators do with the configuration as a whole: change, save, replace, roll back, confirm. One thing after another;
 * each leaves a copy in the archive with who did it.
 */
export class Configurator {
  readonly #worker: Worker;
  readonly confirmation: Confirmation;
  #archive: ConfigArchive | undefined;
  readonly #turns = new Turns();

  constructor(worker: Worker) {
    this.#worker = worker;
    this.confirmation = new Confirmation(worker, {
      inTurn: (work) => this.#turns.take(work),
      keep: (...what) => this.#keep(...what),
    });
  }

  /** Reads the archive, and takes up a change that nobody has confirmed yet. */
  async open(): Promise<void> {
    this.#archive = await ConfigArchive.open(this.#worker.paths.configArchive);
    const [newest] = this.#archive.copies;
    if (newest?.text !== this.#running.text) await this.#keep('understudyd', 'the worker started');
    await this.confirmation.open();
  }

  /** Newest first. */
  get list(): ArchiveList {
    const inForce = this.#inForce;
    return { copies: this.#copies.map((copy) => shown(copy, inForce)), pending: this.confirmation.view };
  }

  /** @throws UnderstudyError usage where there is no such copy */
  copy(number: number): ArchivedText {
    const found = this.#existing(number);
    return { ...shown(found, this.#inForce), text: maskSecrets(found.text), secretsTag: secretsTag(found.text) };
  }

  change(
    by: string,
    lines: readonly string[],
    options: { revision?: number | undefined; mayBeOpen?: boolean | undefined } = {},
  ): Promise<Changed> {
    return this.#turns.take(async () => {
      const { config: before } = this.#running;
      const came = await this.#running.change(lines, options);
      if (!came.changed) return came;
      const onThisHost = [...this.#worker.virtualIp.warnings(before), ...this.#nameWarnings(before)];
      return { ...came, warnings: [...came.warnings, ...onThisHost, ...(await this.#keep(by, inBrief(lines)))] };
    });
  }

  /** `configure replace`, `rollback`. @throws UnderstudyError usage naming the source and what is wrong in it */
  replace(
    by: string,
    source: ConfigSource,
    options: { revision?: number | undefined; dryRun?: boolean | undefined } = {},
  ): Promise<ConfigReplacement> {
    return this.#turns.take(async () => {
      const text = await this.#textOf(source);
      const { config: before } = this.#running;
      refuseCut(source, text);
      const came = await this.#naming(source, this.#running.replace(text, options));
      const { revision } = this.#running;
      const message = came.changed
        ? `The running configuration is now that of ${nameOf(source)}`
        : `The running configuration is already that of ${nameOf(source)}`;
      if (options.dryRun === true) return { ...came, message: '', revision };
      const what = source.kind === 'archive' ? `rollback ${source.number}` : `configure replace ${nameOf(source)}`;
      const more = came.changed ? [...this.#nameWarnings(before), ...(await this.#keep(by, what))] : [];
      return { ...came, message, warnings: [...came.warnings, ...more], revision };
    });
  }

  /** `copy FILE running-config`: on top of what is there. */
  merge(by: string, source: ConfigSource): Promise<Answer> {
    return this.#turns.take(async () => {
      const lines = (await this.#textOf(source)).split('\n');
      const { config: before } = this.#running;
      const came = await this.#naming(source, this.#running.change(lines));
      const more = came.changed
        ? [...this.#nameWarnings(before), ...(await this.#keep(by, `copy ${nameOf(source)} running-config`))]
        : [];
      const message = came.changed
        ? `${nameOf(source)} is in force on top of what was there`
        : `Everything in ${nameOf(source)} is in force already`;
      return done(message, came.changed, [...came.warnings, ...more]);
    });
  }

  /** `copy running-config FILE`, secrets masked. */
  async copyTo(source: ConfigSource, name: string): Promise<Answer> {
    const { bytes } = await this.#worker.files.write(name, maskSecrets(await this.#textOf(source)), { append: false });
    return done(`${nameOf(source)} is in ${name} (${bytes} bytes)`, true);
  }

  async difference(from: ConfigSource, to: ConfigSource): Promise<ConfigDifference> {
    const [before, after] = [await this.#textOf(from), await this.#textOf(to)].map((text) =>
      this.#running.inOwnWords(text),
    );
    return { from: nameOf(from), to: nameOf(to), difference: configDifference(before ?? '', after ?? '') };
  }

  /** `write memory`. */
  save(by: string): Promise<Answer> {
    return this.#turns.take(async () => {
      const byHand = await this.#keepByHand();
      const changed = await this.#running.save();
      await this.#worker.timetable.armAnew();
      const warnings = changed ? await this.#keep(by, 'write memory', true) : [];
      const all = [...byHand, ...warnings, ...this.confirmation.warnings];
      return done('Building configuration...\n[OK]', changed, all);
    });
  }

  /** `write erase`; what was saved stays in the archive. */
  erase(by: string): Promise<Answer> {
    return this.#turns.take(async () => {
      const byHand = await this.#keepByHand();
      const text = this.#running.savedText;
      if (text === '' && byHand.length === 0) return done('There is no startup-config', await this.#running.erase());
      if (text !== '')
        await this.#opened.add({ by, what: 'write erase: what was saved until then', isSave: true, text });
      await this.#running.erase();
      return done('[OK]\nErase of startup-config: complete', true, [
        ...byHand,
        `after a restart this server has no configuration unless one is saved; "show archive" has what was saved`,
      ]);
    });
  }

  /** Puts what the configuration is now into the archive. @returns a warning where that failed: it holds up nothing */
  keep(by: string, what: string, isSave = false): Promise<readonly string[]> {
    return this.#turns.take(() => this.#keep(by, what, isSave));
  }

  /**
   * Takes back what `change` made, as long as nobody has changed anything since.
   *
   * @param change.revision the one that it led to
   * @throws UnderstudyError refused where somebody has
   */
  takeBack(by: string, what: string, change: { readonly before: string; readonly revision: number }): Promise<void> {
    return this.#turns.take(async () => {
      const { changed } = await this.#running.replace(change.before, { revision: change.revision });
      if (changed) await this.#keep(by, what);
    });
  }

  /** Reads groups of lines that would be one change each; changes nothing. */
  check(groups: readonly (readonly string[])[]): ConfigCheck {
    return { faults: this.#running.check(groups) };
  }

  get #running(): Worker['running'] {
    return this.#worker.running;
  }

  get #opened(): ConfigArchive {
    if (this.#archive === undefined) throw new Error('the archive is not open');
    return this.#archive;
  }

  get #copies(): readonly ArchivedCopy[] {
    return this.#opened.copies;
  }

  #existing(number: number): ArchivedCopy {
    const found = this.#opened.byNumber(number);
    if (found !== undefined) return found;
    throw new UnderstudyError('usage', `There is no copy ${number} in the archive`, {
      hint: '"show archive" lists them',
    });
  }

  #nameWarnings(before: Config): string[] {
    const warning = hostNameWarning(before.hostname, this.#running.config.hostname, hostNameOf(this.#worker));
    return warning === undefined ? [] : [warning];
  }

  /** The newest copy that is what the running configuration is now. */
  get #inForce(): ArchivedCopy | undefined {
    const now = this.#running.text;
    return this.#copies.find(({ text }) => text === now);
  }

  async #keep(by: string, what: string, isSave = false): Promise<readonly string[]> {
    try {
      await this.#opened.add({ by, what, isSave, text: this.#running.text });
      return [];
    } catch (error) {
      const warning = `no copy of this could be put into the archive: ${reasonOf(error)}`;
      this.#worker.logs.worker.warn(warning);
      return [warning];
    }
  }

  /** What somebody wrote into the saved file by hand is not in force, but not lost either. @returns a warning about it */
  async #keepByHand(): Promise<readonly string[]> {
    const text = await this.#running.changedByHand();
    if (text === undefined) return [];
    const what = 'found on the disk, changed by hand';
    const { number } = await this.#opened.add({ by: 'nobody known', what, isSave: true, text });
    return [
      `startup-config was changed by hand on the disk; that was not in force, is replaced now, and is copy ${number} in the archive`,
    ];
  }

  async #textOf(source: ConfigSource): Promise<string> {
    switch (source.kind) {
      case 'running':
        return this.#running.text;
      case 'startup': {
        const text = await this.#running.readStartup();
        if (text !== '') return text;
        throw new UnderstudyError('refused', 'There is no startup-config', { hint: '"write memory" saves one' });
      }
      case 'archive':
        return this.#existing(source.number).text;
      case 'file':
        return (await this.#worker.files.read(source.name)).text;
    }
  }

  async #naming<T>(source: ConfigSource, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof UnderstudyError) || error.code !== 'usage') throw error;
      throw new UnderstudyError('usage', `${nameOf(source)}: ${error.message}`, { hint: error.hint });
    }
  }
}
