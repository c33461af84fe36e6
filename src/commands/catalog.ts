import { actDeclarations } from './act-declarations.ts';
import { configDeclarations } from './config-declarations.ts';
import type { Declaration } from './declaration.ts';
import { hostDeclarations } from './host-declarations.ts';
import { operatorDeclarations } from './operator-declarations.ts';
import { pairingDeclarations } from './pairing-declarations.ts';
import { sessionDeclarations } from './session-declarations.ts';
import { setupDeclarations } from './setup-declarations.ts';
import { showDeclarations } from './show-declarations.ts';

/** Every command of the console, in the order in which `?` lists them. */
export const catalog: readonly Declaration[] = [
  ...operatorDeclarations,
  ...sessionDeclarations,
  ...actDeclarations,
  ...pairingDeclarations,
  ...hostDeclarations,
  ...configDeclarations,
  ...setupDeclarations,
  ...showDeclarations,
].sort((a, b) => (a.words < b.words ? -1 : 1));

/** Help for the words that are no command by themselves. */
export const groupHelp: Readonly<Record<string, string>> = {
  clear: 'Forget typed lines, end a console or a synchronization',
  'clear failover': 'Of the pair',
  configure: 'Change the configuration; "confirm MINUTES" is the safety net',
  'configure terminal revert': 'Roll back by itself what nobody confirms',
  erase: 'Remove what was saved',
  debug: 'Show what happens as it happens',
  failover: 'Act on the pair',
  'failover explain': 'What would happen to the pair; changes nothing',
  'failover notification': 'E-mail to the administrators',
  'failover witness': 'A third opinion on who serves',
  no: 'Turn something off',
  'no debug': 'What is shown as it happens',
  show: 'Look at the pair, its history and its configuration',
  terminal: 'Set up this terminal',
  undebug: 'Show nothing live any more',
  'terminal history': 'The lines typed before',
};
