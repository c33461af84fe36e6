import { Command } from 'commander';
import { readRelease } from '../release.ts';

/** The command line of the lease renewer; its man page comes from here, too. */
export const commandLine = (): Command =>
  new Command('understudy-lease')
    .description('Has the virtual address of an Understudy pair on this server for as long as its worker grants it')
    .version(readRelease())
    .option('--root <dir>', 'put every path under this folder', process.env['UNDERSTUDY_ROOT'] ?? '/');
