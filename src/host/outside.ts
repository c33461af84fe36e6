import { existsSync } from 'node:fs';

/** Where systemd is the first process of this host. */
const systemdRuns = (): boolean => existsSync('/run/systemd/system');
/** The worker under systemd: its unit takes away whatever a worker does not need all the time. */
const inSandbox = (): boolean => process.env['INVOCATION_ID'] !== undefined && systemdRuns();

/**
 * A program that changes the host (addresses, accounts, the clock), as it has to be started: the worker's own unit may not
 * do such things, so it runs in a short-lived unit of its own, with our standard input and output and its exit status as
 * ours. Where the worker is in no sandbox (under `--root`, in a terminal) it is started as it is.
 *
 * @param options more words for systemd-run
 */
export const outside = (argv: readonly string[], options: readonly string[] = []): readonly string[] => {
  if (!inSandbox()) return argv;
  const unit = ['systemd-run', '--quiet', '--wait', '--pipe', '--collect', '--service-type=exec'];
  return [...unit, '--setenv=LC_ALL=C', ...options, '--', ...argv];
};
