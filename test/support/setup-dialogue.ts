import type { Dialogue } from '../../src/setup/dialogue.ts';
import type { Current } from '../../src/setup/draft.ts';
import { initialConfig } from '../../src/config/config.ts';
import type { HostSettings } from '../../src/control/host-settings-shapes.ts';
import { failoverStatus } from './status-fixtures.ts';

export const peerKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

/** A worker that has a folder, as in the demo. */
export const folderSettings: HostSettings = {
  isHost: false,
  manager: null,
  managerReason: 'the worker has a folder and no host',
  hostname: 'core1',
  domain: null,
  interfaces: [],
  nameServers: [],
  timeZone: 'Etc/UTC',
  ntpServers: [],
  ntpReason: null,
  administrators: [],
  takenNames: [],
};

/** A Debian host with two interfaces, one of which is in use. */
export const hostSettings: HostSettings = {
  ...folderSettings,
  isHost: true,
  manager: 'networkd',
  managerReason: null,
  domain: 'example.com',
  interfaces: [
    { name: 'eth0', method: 'static', address: '192.0.2.1/24', gateway: '192.0.2.254' },
    { name: 'eth1', method: 'none', address: null, gateway: null },
  ],
  nameServers: ['192.0.2.53'],
};

/** What a server says of itself before its first setup. */
export const freshServer = (more: Partial<Current> = {}): Current => ({
  config: { ...initialConfig(), hostname: 'core1' },
  secretIsSet: false,
  status: { ...failoverStatus(), hostname: 'core1', mode: 'primary', state: 'active' },
  mode: 'primary',
  host: folderSettings,
  connection: undefined,
  revision: 7,
  isFirstRun: true,
  ...more,
});

/** The same server after one. */
export const setUpServer = (more: Partial<Current> = {}): Current =>
  freshServer({ secretIsSet: true, isFirstRun: false, ...more });

/** Answers by what the prompt says, in order; an Enter for everything else. */
export class Script implements Dialogue {
  /** What was said and asked, as it would stand on the screen; secrets are left out. */
  readonly screen: string[] = [];
  readonly #answers: readonly (readonly [prompt: string, text: string])[];
  #next = 0;

  constructor(answers: readonly (readonly [string, string])[] = []) {
    this.#answers = answers;
  }

  say(lines: readonly string[]): void {
    this.screen.push(...lines);
  }

  ask(prompt: string, { secret = false } = {}): Promise<string> {
    const [wanted, text] = this.#answers[this.#next] ?? [];
    const isMeant = wanted !== undefined && prompt.startsWith(wanted);
    if (isMeant) this.#next += 1;
    const typed = isMeant ? (text ?? '') : '';
    this.screen.push(`${prompt}${secret ? '' : typed}`);
    if (this.screen.length > 2000) throw new Error(`the wizard asks for ever: ${this.screen.slice(-20).join('\n')}`);
    return Promise.resolve(typed);
  }

  /** True when every answer was asked for. */
  get isThrough(): boolean {
    return this.#next === this.#answers.length;
  }

  /** The prompts alone. */
  get prompts(): string[] {
    return this.screen.filter((line) => /: \S*$/.test(line));
  }
}
