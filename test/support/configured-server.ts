import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Configurator } from '../../src/worker/configuration/configurator.ts';
import { Files } from '../../src/worker/files.ts';
import { RunningConfig } from '../../src/worker/configuration/running-config.ts';
import type { Worker } from '../../src/worker/worker.ts';

/** A configuration on the disk, with as much of a worker around it as it needs; `start` again is a restart. */
export class ConfiguredServer {
  readonly folder: string;
  /** `/`: it is a host's own. */
  root = '/srv/folder';
  readonly told: string[] = [];
  readonly events: string[] = [];
  readonly warned: string[] = [];
  running!: RunningConfig;
  configurator!: Configurator;
  files!: Files;
  #whenTold: (() => void) | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  get conf(): string {
    return join(this.folder, 'understudy.conf');
  }

  async start(): Promise<this> {
    this.running = await RunningConfig.open(this.conf, 'core1');
    this.files = new Files(join(this.folder, 'files'));
    const worker = {
      paths: {
        root: this.root,
        configArchive: join(this.folder, 'config-archive'),
        pendingConfirm: join(this.folder, 'pending-confirm.json'),
      },
      running: this.running,
      files: this.files,
      timetable: { armAnew: () => Promise.resolve() },
      virtualIp: { warnings: () => [] },
      logs: { worker: { warn: (sentence: string) => this.warned.push(sentence) } },
      engine: { node: { term: { counter: 1 }, phase: 'active' } },
      history: { addEvent: ({ sentence }: { sentence: string }) => this.events.push(sentence) },
      sessions: {
        notice: (sentence: string) => {
          this.told.push(sentence);
          this.#whenTold?.();
        },
      },
    } as unknown as Worker;
    this.configurator = new Configurator(worker);
    await this.configurator.open();
    return this;
  }

  stop(): void {
    this.configurator.confirmation.stop();
  }

  /** Lets time go by, and waits for what is told at the consoles then. */
  async tellsAfter(ms: number): Promise<void> {
    const told = new Promise<void>((resolve) => (this.#whenTold = resolve));
    jest.advanceTimersByTime(ms);
    await told;
  }

  get numbers(): number[] {
    return this.configurator.list.copies.map(({ number }) => number);
  }
}
