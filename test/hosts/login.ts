import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { must, type Ran, type RunOptions } from '../lab/program.ts';
import type { Step } from './ssh-dialogue.ts';

const dialogueProgram = fileURLToPath(new URL('ssh-dialogue.ts', import.meta.url));
const loginShell = '/usr/bin/understudy-shell';

const limits: readonly string[] = [
  '-F',
  'none',
  '-o',
  'BatchMode=yes',
  '-o',
  'LogLevel=ERROR',
  '-o',
  'ConnectTimeout=10',
];
const noHostKeys: readonly string[] = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];

/** An account of a host whose login shell is the console, reached over the network by whoever holds its key. */
export class Login {
  readonly name: string;
  readonly host: Host;
  readonly keyPath: string;
  readonly #lab: Lab;
  readonly #folder: string;

  private constructor(lab: Lab, host: Host, name: string, folder: string) {
    this.name = name;
    this.host = host;
    this.keyPath = join(folder, 'key');
    this.#lab = lab;
    this.#folder = folder;
  }

  static async create(lab: Lab, host: Host, name: string, groups: readonly string[] = []): Promise<Login> {
    const login = new Login(lab, host, name, mkdtempSync(join(tmpdir(), 'understudy-login-')));
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', login.keyPath]);
    const inGroups = groups.length === 0 ? [] : ['--groups', groups.join(',')];
    await host.must(['useradd', '--create-home', '--shell', loginShell, ...inGroups, name]);
    host.write(`${login.home}/.ssh/authorized_keys`, readFileSync(`${login.keyPath}.pub`, 'utf8'), 0o600);
    await host.must(['chown', '--recursive', `${name}:${name}`, login.home]);
    return login;
  }

  get home(): string {
    return `/home/${this.name}`;
  }

  get at(): string {
    return `${this.name}@${this.host.address}`;
  }

  /** Options of ssh, scp and sftp alike. */
  get clientOptions(): string[] {
    return [...limits, ...noHostKeys, '-i', this.keyPath];
  }

  /** `ssh host COMMAND` without a terminal. */
  run(command: string, options: readonly string[] = [], run: RunOptions = {}): Promise<Ran> {
    return this.client('ssh', [...options, this.at, command], { input: '', ...run });
  }

  /** ssh, scp or sftp with this account's key, as a client on the switch. */
  client(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.#lab.observe([program, ...this.clientOptions, ...args], { timeoutMs: 30_000, ...options });
  }

  /** A sitting at a terminal: types what the steps say when the screen shows what they wait for. Everything it showed. */
  async sit(steps: readonly Step[]): Promise<string> {
    const { host, name, keyPath } = this;
    const settings = JSON.stringify({ host: host.address, username: name, keyPath, steps });
    const ran = await this.#lab.observe([process.execPath, dialogueProgram, settings], { timeoutMs: 60_000 });
    if (ran.exitStatus !== 0) throw new Error(`The sitting failed: ${ran.stderr}\n${ran.stdout}`);
    return ran.stdout;
  }

  /** Processes of this account that still run on the host. */
  async processes(): Promise<string[]> {
    const found = await this.host.must(['find', '/proc', '-maxdepth', '1', '-name', '[0-9]*', '-user', this.name]);
    return found.split('\n').filter((path) => path !== '');
  }

  forget(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
