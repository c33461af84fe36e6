import { execa } from 'execa';
import { UnderstudyError } from '../error.ts';

/** What systemd says of a unit. */
export interface UnitStatus {
  readonly unit: string;
  /** Its own name, where `unit` is another name of it. */
  readonly id: string;
  /** `loaded`, `not-found`, `masked`, `bad-setting`, … */
  readonly load: string;
  /** `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`, … */
  readonly active: string;
  /** e.g. `running`, `dead` */
  readonly sub: string;
  readonly pid: number | null;
  readonly since: string | null;
  /** `success`, `exit-code`, `signal`, `timeout`, … */
  readonly result: string;
  /** How its main process ended: 1 exited, 2 killed, 3 dumped. */
  readonly exitKind: number;
  readonly exitStatus: number;
  /** `enabled`, `enabled-runtime`, `disabled`, `static`, … */
  readonly enablement: string;
  /** Sockets, timers and paths that start it. */
  readonly triggeredBy: readonly string[];
}

const properties = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'ActiveEnterTimestamp',
  'Result',
  'ExecMainCode',
  'ExecMainStatus',
  'UnitFileState',
  'TriggeredBy',
];

const askTimeoutMs = 10_000;
/** What a unit needs longer for ends by its own time limits. */
const actTimeoutMs = 240_000;

const statusOf = (unit: string, block: string): UnitStatus => {
  const said = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const text = (name: string): string => said.get(name) ?? '';
  const seconds = Number(text('ActiveEnterTimestamp').replace('@', ''));
  return {
    unit,
    id: text('Id'),
    load: text('LoadState'),
    active: text('ActiveState'),
    sub: text('SubState'),
    pid: Number(text('MainPID')) || null,
    since: seconds > 0 ? new Date(seconds * 1000).toISOString() : null,
    result: text('Result'),
    exitKind: Number(text('ExecMainCode')),
    exitStatus: Number(text('ExecMainStatus')),
    enablement: text('UnitFileState'),
    triggeredBy: text('TriggeredBy').split(' ').filter(Boolean),
  };
};

export interface ActOptions {
  /** Ends the waiting, not what systemd does. */
  readonly signal?: AbortSignal | undefined;
}

/** The service manager of this host, through its own programs. */
export class Systemd {
  /** One status for each unit, in their order. @throws UnderstudyError resource where systemd does not answer */
  async show(units: readonly string[]): Promise<UnitStatus[]> {
    if (units.length === 0) return [];
    const options = [`--property=${properties.join(',')}`, '--timestamp=unix', '--', ...units];
    const stdout = await this.#run('systemctl', ['show', ...options], askTimeoutMs);
    const blocks = stdout.trimEnd().split(/\n\n+/);
    return units.map((unit, i) => statusOf(unit, blocks[i] ?? ''));
  }

  /** Waits until it has started. It never takes the place of another order, such as the one to stop this worker. */
  async start(unit: string, { signal }: ActOptions = {}): Promise<void> {
    await this.#act(['start', '--job-mode=fail', '--', unit], signal);
  }

  async restart(unit: string): Promise<void> {
    await this.#act(['restart', '--job-mode=fail', '--', unit]);
  }

  /** Waits for its end. */
  async stop(unit: string): Promise<void> {
    await this.#act(['stop', '--', unit]);
  }

  /** What a failed unit is remembered for would count against its next start. */
  async forgive(unit: string): Promise<void> {
    await this.#run('systemctl', ['reset-failed', '--', unit], askTimeoutMs).catch(() => undefined);
  }

  async enable(unit: string, options: { readonly runtime: boolean }): Promise<void> {
    await this.#act(['enable', '--quiet', ...(options.runtime ? ['--runtime'] : []), '--', unit]);
  }

  async disable(unit: string): Promise<void> {
    await this.#act(['disable', '--quiet', '--', unit]);
  }

  async reload(): Promise<void> {
    await this.#act(['daemon-reload']);
  }

  /** The newest lines of a unit in the journal, oldest first. */
  async journal(unit: string, lines: number): Promise<string[]> {
    const options = [
      `--unit=${unit}`,
      `--lines=${lines}`,
      '--no-pager',
      '--quiet',
      '--output=short-iso',
      '--no-hostname',
    ];
    const stdout = await this.#run('journalctl', options, askTimeoutMs);
    return stdout.split('\n').filter((line) => line !== '');
  }

  async #act(args: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.#run('systemctl', ['--no-ask-password', ...args], actTimeoutMs, signal);
  }

  async #run(program: string, args: readonly string[], timeout: number, cancelSignal?: AbortSignal): Promise<string> {
    const { failed, code, timedOut, stdout, stderr } = await execa(program, args, {
      reject: false,
      stdin: 'ignore',
      timeout,
      env: { LC_ALL: 'C' },
      maxBuffer: 16 * 1024 * 1024,
      ...(cancelSignal === undefined ? {} : { cancelSignal }),
    });
    if (code === 'ENOENT') {
      throw new UnderstudyError('resource', `${program} is missing on this host`, { hint: 'apt-get install systemd' });
    }
    if (timedOut) {
      throw new UnderstudyError('resource', `systemd has not answered "${program} ${args.join(' ')}" in time`, {
        hint: '"systemctl list-jobs" on the host shows what it waits for',
      });
    }
    if (failed) throw new UnderstudyError('failed', lastLine(stderr) || `"${program} ${args.join(' ')}" failed`);
    return stdout;
  }
}

/** The reason, without where to read more: that is said in our own words. */
const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('See ')) ?? '';
