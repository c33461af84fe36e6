import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { at } from './project.mjs';

/** Ends the run with a message for whoever typed the command, and no stack. */
export class Stop extends Error {
  constructor(message, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** A program killed by a signal counts as 128 and the signal's number, as in a shell. */
const exitStatusOf = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

const start = (program, options, settings) => {
  const child = spawn(program, options, { cwd: at('.'), ...settings });
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Stop(`${program} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => resolve(exitStatusOf(code, signal)));
  });
  return { child, ended };
};

/** Runs a program quietly. Its exit status and all it printed, in order. */
export const runQuietly = async (program, options, env = process.env) => {
  const { child, ended } = start(program, options, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  const exitStatus = await ended;
  return { exitStatus, output: Buffer.concat(chunks).toString() };
};

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program on this terminal and lets it decide what a signal means: we wait until it has tidied up. */
export const runForeground = async (program, options) => {
  const { child, ended } = start(program, options, { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  for (const signal of forwarded) process.on(signal, forward);
  const exitStatus = await ended;
  for (const signal of forwarded) process.off(signal, forward);
  return exitStatus;
};

/** The environment without the project's own `node_modules/.bin`, where npm would find the runtime it is replacing. */
export const outerEnvironment = () => {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...process.env, PATH: path.join(delimiter) };
};
