import type { FailoverStatus, HistoryEvent } from '../../src/control/shapes.ts';
import type { Host } from '../lab/host.ts';
import type { Ran } from '../lab/program.ts';
import { until, type UntilOptions } from '../lab/until.ts';

/** A host with the product on it, and an operator at its console who types one-shot commands. */
export class Appliance {
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  get name(): string {
    return this.host.name;
  }

  /** Types one command line. Any exit status is an answer. */
  type(line: string): Promise<Ran> {
    return this.host.exec(['understudy', ...line.split(' ')], { timeoutMs: 120_000 });
  }

  /** Types lines in configuration mode and saves them: what an operator pastes, through standard input. */
  async configure(lines: readonly string[]): Promise<void> {
    const session = ['configure terminal', ...lines, 'end', 'write memory', ''].join('\n');
    await this.host.must(['understudy'], { input: session });
  }

  /** What a `show` command says as data. @throws Error while the worker does not answer */
  async read<T>(line: string): Promise<T> {
    return JSON.parse(await this.host.must(['understudy', ...line.split(' '), '--json'])) as T;
  }

  status(): Promise<FailoverStatus> {
    return this.read<FailoverStatus>('show failover');
  }

  /** Waits until `show failover` is as wanted. */
  until(what: string, isWanted: (status: FailoverStatus) => boolean, options?: UntilOptions): Promise<FailoverStatus> {
    return until(`${this.name}: ${what}`, () => this.status(), isWanted, options);
  }

  /** The sentences of `show failover history`, oldest first. */
  async sentences(): Promise<string[]> {
    const { events } = await this.read<{ events: HistoryEvent[] }>('show failover history');
    return events.toSorted((a, b) => a.id - b.id).map(({ sentence }) => sentence);
  }
}
