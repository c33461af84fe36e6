import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Boot } from './boot.ts';
import { addressOfHost, directAddressOfHost, type Cables } from './cable.ts';
import { must, run, type Ran, type RunOptions } from './program.ts';
import type { Space } from './space.ts';
import { until } from './until.ts';

export interface HostParts {
  readonly space: Space;
  readonly cables: Cables;
  readonly name: string;
  /** Inside the lab: where its file system is mounted. */
  readonly root: string;
  readonly number: number;
}

/** Puts itself into the control group of its first argument and becomes the rest. */
const intoGroup = ['sh', '-c', 'echo $$ >"$1" && shift && exec "$@"', 'sh'];

/** A host of the lab: Debian with systemd as PID 1, on the lab's switch, with the power in our hand. */
export class Host {
  readonly name: string;
  readonly address: string;
  /** Over the direct link, in a lab that has one. */
  readonly directAddress: string;
  readonly #parts: HostParts;
  #boot: Boot | undefined;

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.address = addressOfHost(parts.number);
    this.directAddress = directAddressOfHost(parts.number);
  }

  /** A file of the host, as this process reaches it; also while it is off. */
  path(inHost: string): string {
    return this.#parts.space.path(`${this.#parts.root}${inHost}`);
  }

  write(inHost: string, text: string, mode = 0o644): void {
    const path = this.path(inHost);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
  }

  /**
   * Boots, and resolves when systemd says that everything was started.
   *
   * @param options.atConsole somebody sits at the host's own console: `consoleText`, `typeAtConsole`
   */
  async powerOn({ atConsole = false } = {}): Promise<void> {
    const { space, cables, root, name } = this.#parts;
    await until(
      `the cable of ${name}'s last life is gone`,
      () => cables.isPlugged(name),
      (is) => !is,
    );
    const nspawn = [
      'systemd-nspawn',
      '--directory',
      root,
      '--boot',
      `--machine=${name}`,
      cables.nspawnOption,
      ...cables.directOptions(name),
      // The host's own, and not that of this machine.
      '--timezone=off',
    ];
    const alone = ['--register=no', '--keep-unit', `--console=${atConsole ? 'interactive' : 'pipe'}`];
    const argv = [...space.door, ...intoGroup, space.makeGroup(name), ...nspawn, ...alone];
    this.#boot = new Boot(argv, { atTerminal: atConsole });
    await this.#boot.started();
    await cables.plugDirect(name);
    await this.#booted();
  }

  /** The plug is pulled: everything in the host dies at once, and nobody is told. */
  async cutPower(): Promise<void> {
    const boot = this.#running();
    await this.#parts.cables.silence(this.name);
    process.kill(this.#pid(), 'SIGKILL');
    await boot.over();
    this.#boot = undefined;
  }

  /** An orderly restart, asked for from inside. */
  async reboot(order: () => Promise<unknown> = () => this.exec(['systemctl', 'reboot'])): Promise<void> {
    const boot = this.#running();
    await order();
    // systemd-nspawn leaves the second half to whoever started it.
    await boot.over();
    await this.powerOn();
  }

  /** What the host's console has shown since it was switched on, its last words. */
  get consoleText(): string {
    return this.#running().output;
  }

  /** Resolves when the console shows more. @throws the signal's reason */
  moreAtConsole(signal: AbortSignal): Promise<void> {
    return this.#running().more(signal);
  }

  typeAtConsole(keys: string): void {
    this.#running().type(keys);
  }

  /** Runs a command in the host, as its root. */
  exec(argv: readonly string[], options?: RunOptions): Promise<Ran> {
    return run([...this.door, ...argv], options);
  }

  /** Runs a command in the host that has to succeed. Its standard output. */
  must(argv: readonly string[], options?: RunOptions): Promise<string> {
    return must([...this.door, ...argv], options);
  }

  async #booted(): Promise<void> {
    const isUp = (said: string): boolean => /^(running|degraded)/.test(said);
    const said = await until(
      `${this.name} is up`,
      async () => (await this.exec(['systemctl', 'is-system-running', '--wait'])).stdout,
      isUp,
    );
    if (said.startsWith('running')) return;
    const failed = await this.must(['systemctl', '--failed', '--no-legend', '--plain']);
    const journal = await this.must(['journalctl', '--boot', '--no-pager', '--lines=50']);
    throw new Error(`${this.name} came up without some of its units:\n${failed}\n${journal}`);
  }

  #running(): Boot {
    if (this.#boot === undefined) throw new Error(`${this.name} has no power`);
    return this.#boot;
  }

  #pid(): number {
    const { init } = this.#running();
    if (init === undefined) throw new Error(`${this.name} is not running`);
    return init;
  }

  /** The words before a command that make it run in the host. */
  get door(): readonly string[] {
    return ['nsenter', '--target', String(this.#pid()), '--all', '--'];
  }
}
