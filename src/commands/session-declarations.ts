import type { ConsoleMode, Declaration } from './declaration.ts';
import { number } from './parameter.ts';

const oneLevelUp = (mode: ConsoleMode): ConsoleMode => (mode === 'config' ? 'exec' : mode);
const both: readonly ConsoleMode[] = ['exec', 'config'];

/** Commands about the console itself. */
export const sessionDeclarations: readonly Declaration[] = [
  {
    words: 'configure terminal',
    help: 'Change the configuration line by line',
    privilege: 'privileged',
    leadsTo: () => 'config',
    example: 'configure terminal',
    run: async (call) => (await import('./session/modes.ts')).configureTerminal(call),
  },
  {
    words: 'disable',
    help: 'Turn off privileged commands',
    privilege: 'user',
    example: 'disable',
    run: async (call) => (await import('./session/privilege.ts')).disable(call),
  },
  {
    words: 'enable',
    help: 'Turn on privileged commands',
    privilege: 'user',
    example: 'enable',
    run: async (call) => (await import('./session/privilege.ts')).enable(call),
  },
  {
    words: 'end',
    help: 'Leave configuration mode',
    privilege: 'privileged',
    modes: ['config'],
    leadsTo: () => 'exec',
    example: 'end',
    run: async (call) => (await import('./session/modes.ts')).end(call),
  },
  {
    words: 'exit',
    help: 'Leave this mode; at the top the console',
    privilege: 'user',
    modes: both,
    leadsTo: oneLevelUp,
    example: 'exit',
    run: async (call) => (await import('./session/modes.ts')).exit(call),
  },
  {
    words: 'help',
    help: 'How to get help',
    privilege: 'user',
    modes: both,
    example: 'help',
    run: async () => (await import('./session/help.ts')).help(),
  },
  {
    words: 'quit',
    help: 'Leave the console',
    privilege: 'user',
    example: 'quit',
    run: async (call) => (await import('./session/modes.ts')).quit(call),
  },
  {
    words: 'terminal length',
    help: 'Lines of a page',
    parameters: [number('lines', 0, 512, 'Lines of a page; 0: no paging')],
    privilege: 'user',
    example: 'terminal length 0',
    run: async (call) => (await import('./session/terminal.ts')).setLength(call),
  },
];
