import { Command } from 'commander';
import { release } from './release.ts';

/** The command line of the worker; its man page comes from here, too. */
export const commandLine = (): Command =>
  new Command('understudyd')
    .description('The worker of one server of an Understudy pair: heartbeats, replication, failover')
    .version(release)
    .option('--root <dir>', 'put every path under this folder', process.env['UNDERSTUDY_ROOT'] ?? '/')
    .option(
      '--give-units-back',
      'enable the units of protected services as they were before, and end: for the removal',
    );
