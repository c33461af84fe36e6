import type { Systemd, UnitStatus } from '../../src/host/systemd.ts';

const unit = (name: string): UnitStatus => ({
  unit: name,
  id: name,
  load: 'loaded',
  active: 'inactive',
  sub: 'dead',
  pid: null,
  since: null,
  result: 'success',
  exitKind: 0,
  exitStatus: 0,
  enablement: 'disabled',
  triggeredBy: [],
});

/** A service manager in memory: units by name, and every order it was given. */
export class FakeSystemd {
  readonly units = new Map<string, UnitStatus>();
  readonly orders: string[] = [];
  /** Told of an order before it is carried out; what it throws is what systemd refuses it with. */
  onOrder: (order: string) => void | Promise<void> = () => undefined;
  #pid = 100;

  constructor(...names: string[]) {
    for (const name of names) this.units.set(name, unit(name));
  }

  /** As the parts of the product take it. */
  get asSystemd(): Systemd {
    return this as unknown as Systemd;
  }

  is(name: string, parts: Partial<UnitStatus>): UnitStatus {
    const now = { ...(this.units.get(name) ?? unit(name)), ...parts };
    this.units.set(name, now);
    return now;
  }

  /** Its main process ends. */
  dies(name: string, parts: Partial<UnitStatus> = { result: 'exit-code', exitKind: 1, exitStatus: 1 }): UnitStatus {
    return this.is(name, { active: 'failed', sub: 'failed', pid: null, ...parts });
  }

  show(names: readonly string[]): Promise<UnitStatus[]> {
    return Promise.resolve(names.map((name) => this.units.get(name) ?? { ...unit(name), id: name, load: 'not-found' }));
  }

  start(name: string): Promise<void> {
    return this.#order(`start ${name}`, () => this.#up(name));
  }

  restart(name: string): Promise<void> {
    return this.#order(`restart ${name}`, () => this.#up(name));
  }

  stop(name: string): Promise<void> {
    return this.#order(`stop ${name}`, () =>
      this.is(name, { active: 'inactive', sub: 'dead', pid: null, result: 'success' }),
    );
  }

  forgive(name: string): Promise<void> {
    if (this.units.get(name)?.active === 'failed')
      this.is(name, { active: 'inactive', sub: 'dead', result: 'success' });
    return Promise.resolve();
  }

  enable(name: string, { runtime }: { runtime: boolean }): Promise<void> {
    return this.#order(`enable ${name}`, () => this.is(name, { enablement: runtime ? 'enabled-runtime' : 'enabled' }));
  }

  disable(name: string): Promise<void> {
    return this.#order(`disable ${name}`, () => this.is(name, { enablement: 'disabled' }));
  }

  reload(): Promise<void> {
    return this.#order('daemon-reload', () => undefined);
  }

  journal(name: string, lines: number): Promise<string[]> {
    return Promise.resolve([`${lines} lines of ${name}`]);
  }

  #up(name: string): void {
    if (!this.units.has(name)) throw new Error(`Unit ${name} not found.`);
    this.is(name, { active: 'active', sub: 'running', pid: (this.#pid += 1), result: 'success' });
  }

  async #order(order: string, carryOut: () => unknown): Promise<void> {
    this.orders.push(order);
    await this.onOrder(order);
    carryOut();
  }
}
