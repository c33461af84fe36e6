/**
 * A person at a terminal over SSH, as a program of its own: it runs inside the lab, where the hosts are reached. Types each
 * step when what it waits for was shown since the step before, and prints everything that was shown until the host hangs up.
 */
import { readFileSync } from 'node:fs';
import { Client, type ClientChannel } from 'ssh2';

/** What is waited for, as a regular expression; then keys, or a signal for what runs on the host. */
export interface Step {
  readonly after: string;
  readonly type?: string;
  readonly signal?: string;
}

interface Settings {
  readonly host: string;
  readonly username: string;
  /** Either of them. */
  readonly keyPath?: string;
  readonly password?: string;
  readonly steps: readonly Step[];
}

const { host, username, keyPath, password = '', steps } = JSON.parse(process.argv[2] ?? '{}') as Settings;
const waiting = [...steps];
let unread = '';

const goOn = (channel: ClientChannel): void => {
  for (;;) {
    const [step] = waiting;
    if (step === undefined) return;
    const found = new RegExp(step.after).exec(unread);
    if (found === null) return;
    unread = unread.slice(found.index + found[0].length);
    waiting.shift();
    if (step.type !== undefined) channel.write(step.type);
    if (step.signal !== undefined) channel.signal(step.signal);
  }
};

const client = new Client();
client.on('ready', () => {
  client.shell({ term: 'xterm', cols: 80, rows: 24 }, (error, channel) => {
    if (error !== undefined) throw error;
    channel.setEncoding('utf8');
    channel.on('data', (text: string) => {
      process.stdout.write(text);
      unread += text;
      goOn(channel);
    });
    channel.on('close', () => client.end());
    goOn(channel);
  });
});
const proof = keyPath === undefined ? { password } : { privateKey: readFileSync(keyPath) };
client.connect({ host, username, ...proof, readyTimeout: 20_000 });
