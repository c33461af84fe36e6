import type { Config } from '../config/config.ts';
import { UnderstudyError } from '../error.ts';
import { portAnswers } from '../host/port-wait.ts';
import { killLeftovers } from '../host/service-group.ts';
import { Service, type ServiceView } from '../host/service.ts';

const startTimeoutMs = 30_000;

/** All protected services of the configuration, started and stopped as one by the failover core (B6). */
export class Services {
  readonly #logFolder: string;
  readonly #runFolder: string;
  readonly #onChange: (sentence: string) => void;
  readonly #services = new Map<string, { readonly command: string; readonly service: Service }>();

  constructor(logFolder: string, runFolder: string, onChange: (sentence: string) => void) {
    this.#logFolder = logFolder;
    this.#runFolder = runFolder;
    this.#onChange = onChange;
  }

  /** Ends what a killed worker's services had started and left behind. Names those services. */
  endLeftovers(): Promise<string[]> {
    return killLeftovers(this.#runFolder);
  }

  views(): ServiceView[] {
    return [...this.#services.values()].map(({ service }) => service.view());
  }

  /** Takes up the configured services and names the new ones; one that is gone or has another command is stopped first. */
  async configure(config: Config): Promise<string[]> {
    const added: string[] = [];
    for (const [name, { command, service }] of this.#services) {
      if (config.services[name]?.command === command) continue;
      await service.stop();
      this.#services.delete(name);
    }
    for (const [name, { command }] of Object.entries(config.services)) {
      if (this.#services.has(name)) continue;
      this.#services.set(name, {
        command,
        service: new Service(name, command, this.#logFolder, this.#onChange, this.#runFolder),
      });
      added.push(name);
    }
    return added;
  }

  /** Starts all, and waits until every port that clients are led to answers. @throws UnderstudyError naming the one that does not */
  async startAll(config: Config, signal: AbortSignal): Promise<void> {
    for (const { service } of this.#services.values()) service.start();
    for (const [port, { to }] of Object.entries(config.clientPorts)) {
      if (await portAnswers(to, startTimeoutMs, signal)) continue;
      if (signal.aborted) return;
      throw new UnderstudyError(
        'failed',
        `nothing answers on port ${to}, where client-port ${port} leads, ${startTimeoutMs / 1000} seconds after the services were started`,
        {
          hint: 'see the log of the service',
        },
      );
    }
  }

  async stopAll(): Promise<boolean> {
    const stopped = await Promise.all([...this.#services.values()].map(({ service }) => service.stop()));
    return stopped.includes(true);
  }

  /** @throws UnderstudyError usage naming the services there are */
  byName(name: string): Service {
    const found = this.#services.get(name);
    if (found !== undefined) return found.service;
    const names = [...this.#services.keys()].join(', ');
    throw new UnderstudyError('usage', `There is no protected service "${name}"`, {
      hint:
        names === ''
          ? 'none is configured: "service NAME command …" in configuration mode adds one'
          : `there is: ${names}`,
    });
  }
}
