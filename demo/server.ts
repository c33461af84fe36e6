import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailoverStatus } from '../src/control/shapes.ts';
import { userInfo } from 'node:os';
import { Client } from './client.ts';
import { StoryFault } from './fault.ts';
import { Operator } from './operator.ts';
import { workerEnded, type MachineSettings } from './machine-settings.ts';
import type { Ports } from './ports.ts';
import { killAll, processesOf, serverMark, stopAll, type FoundProcess } from './processes.ts';
import { inProject, projectFolder } from './project.ts';
import { until } from './until.ts';

const startLimitMs = 60_000;
const stopLimitMs = 20_000;

/** One server of the demo: a root folder with everything of it, and the processes that make it run. */
export class Server {
  readonly name: string;
  readonly root: string;
  readonly ports: Ports;
  readonly operator: Operator;
  readonly client: Client;
  /** The folder with the release that it runs. */
  readonly install: string;
  readonly #signal: AbortSignal;

  constructor(name: string, folder: string, ports: Ports, signal: AbortSignal, install = projectFolder) {
    this.name = name;
    this.root = join(folder, name);
    this.ports = ports;
    this.install = install;
    this.operator = new Operator(name, install, this.root, signal);
    this.client = new Client(ports.client, signal);
    this.#signal = signal;
  }

  /** Where the protected application keeps its data. */
  get data(): string {
    return join(this.root, 'srv/registry');
  }

  get logs(): string {
    return join(this.root, 'var/log');
  }

  /** What a host has before Understudy starts on it: an SSH server's key, and the answers to the first questions. */
  async create(): Promise<void> {
    const settings: MachineSettings = {
      root: this.root,
      worker: join(this.install, 'bin/understudyd'),
      portal: join(this.install, 'bin/understudy-portal'),
      sshd: {
        root: join(this.root, 'etc/ssh'),
        port: this.ports.ssh,
        user: userInfo().username,
        hostKeyPath: this.#hostKey,
        authorizedKeysPath: join(this.root, 'var/lib/understudy/ssh/authorized_keys'),
        logPath: join(this.logs, 'sshd.log'),
      },
    };
    for (const folder of ['etc/ssh', 'etc/understudy', 'var/log', 'srv/registry'])
      await mkdir(join(this.root, folder), { recursive: true, mode: 0o700 });
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `sshd of ${this.name}`, '-f', this.#hostKey]);
    await writeFile(this.#settings, `${JSON.stringify(settings, null, 2)}\n`);
    await writeFile(join(this.root, 'etc/understudy/understudy.conf'), this.#firstConfig, { mode: 0o600 });
  }

  /** Fills the application's folder, as if it had been in use for years. */
  async seed(usbIds: string, tree: string): Promise<void> {
    const options = ['--data', this.data, '--seed', usbIds, '--seed-files', tree];
    await execa(process.execPath, [applicationPath, ...options], { cancelSignal: this.#signal });
  }

  /** The command line of the protected service, as the configuration has it. */
  get serviceCommand(): string {
    const words = [process.execPath, applicationPath, '--data', this.data, '--port', String(this.ports.application)];
    return words.map((word) => (/^[\w./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  }

  /** Its processes, as they run now. */
  get processes(): FoundProcess[] {
    return processesOf(this.root);
  }

  /** Starts the SSH server, the worker and the health pages; returns when they answer. They outlive this process. */
  async start(): Promise<void> {
    await mkdir(this.logs, { recursive: true });
    await rm(this.#machineLog, { force: true });
    const log = await open(this.#machineLog, 'a', 0o600);
    try {
      const machine = spawn(process.execPath, [inProject('build/demo/machine.js'), this.#settings], {
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { ...process.env, [serverMark]: this.root },
      });
      await once(machine, 'spawn');
      machine.unref();
    } finally {
      await log.close();
    }
    await this.#untilItAnswers();
  }

  stop(): Promise<void> {
    return stopAll(this.root, stopLimitMs);
  }

  /** Ends every process of it without warning, as a power cut would. */
  kill(): Promise<FoundProcess[]> {
    return killAll(this.root);
  }

  /** The public key of its SSH server, for the other server to pin. */
  async hostKey(): Promise<string> {
    const text = await readFile(`${this.#hostKey}.pub`, 'utf8');
    return text.split(' ').slice(0, 2).join(' ');
  }

  async #untilItAnswers(): Promise<void> {
    const limit = {
      limitMs: startLimitMs,
      signal: this.#signal,
      what: `${this.name} to start`,
      hint: `see ${this.logs}`,
    };
    await until(limit, async () => {
      const log = await readFile(this.#machineLog, 'utf8');
      if (this.processes.length > 0 && !log.includes(workerEnded)) {
        const status = await this.operator.tryRead<FailoverStatus>('show failover');
        return status?.healthPages.faults.length === 0 ? status : undefined;
      }
      throw new StoryFault(
        `${this.name} ended at once:\n${log.trimEnd().split('\n').slice(-8).join('\n')}`,
        `see ${this.logs}`,
      );
    });
  }

  get #machineLog(): string {
    return join(this.logs, 'machine.log');
  }

  get #hostKey(): string {
    return join(this.root, 'etc/ssh/host_key');
  }

  get #settings(): string {
    return join(this.root, 'etc/machine.json');
  }

  /** The settings that a first boot asks for, before there is a pair. */
  get #firstConfig(): string {
    const { health, health2 } = this.ports;
    return [
      '!',
      `hostname ${this.name}`,
      'health-page address 127.0.0.1',
      `health-page ports ${health},${health2}`,
      '!',
      'end',
      '',
    ].join('\n');
  }
}

const applicationPath = inProject('build/examples/device-registry/server.js');
