import { spawn } from 'node:child_process';
import { operatorEnvironment } from './operator-environment.ts';
import { consoleProgram } from './terminal.ts';

/** What a one-shot command came to. */
export interface OneShot {
  readonly status: number;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface OneShotOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when the process runs, e.g. to send it a signal. */
  readonly whileRunning?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `understudy ARGUMENTS` without a terminal, as scripts and `ssh host command` do. */
export const oneShot = (args: readonly string[], options: OneShotOptions = {}): Promise<OneShot> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [consoleProgram, ...args], {
      env: { ...operatorEnvironment(), ...options.env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status: status ?? -1, signal, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    options.whileRunning?.((signal) => child.kill(signal));
  });
