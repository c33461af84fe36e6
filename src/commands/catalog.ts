import { actDeclarations } from './act-declarations.ts';
import type { Declaration } from './declaration.ts';
import { sessionDeclarations } from './session-declarations.ts';
import { showDeclarations } from './show-declarations.ts';

/** Every command of the console, in the order in which `?` lists them. */
export const catalog: readonly Declaration[] = [...sessionDeclarations, ...actDeclarations, ...showDeclarations].sort(
  (a, b) => (a.words < b.words ? -1 : 1),
);

/** Help for the words that are no command by themselves. */
export const groupHelp: Readonly<Record<string, string>> = {
  clear: 'Cancel what is under way',
  'clear failover': 'Of the pair',
  configure: 'Enter configuration mode',
  copy: 'Copy a configuration',
  'copy running-config': 'The configuration in force',
  failover: 'Act on the pair',
  show: 'Look at the pair, its history and its configuration',
  terminal: 'Set up this terminal',
};
