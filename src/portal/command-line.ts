import { Command } from 'commander';
import { readRelease } from '../release.ts';

/** The command line of the portal; its man page comes from here, too. */
export const commandLine = (): Command =>
  new Command('understudy-portal')
    .description('The health pages of one server of an Understudy pair, served by an account that may do nothing else')
    .version(readRelease())
    .option('--root <dir>', 'put every path under this folder', process.env['UNDERSTUDY_ROOT'] ?? '/');
