import type { ConsoleMode, Declaration } from './declaration.ts';
import { mostHistoryLines } from '../control/terminal-shapes.ts';
import { choice, number } from './parameter.ts';

const oneLevelUp = (mode: ConsoleMode): ConsoleMode => (mode === 'config' ? 'exec' : mode);
const both: readonly ConsoleMode[] = ['exec', 'config'];

/** Commands about the console itself. */
export const sessionDeclarations: readonly Declaration[] = [
  {
    words: 'clear history',
    help: 'Forget the lines typed before',
    privilege: 'user',
    interactiveOnly: true,
    example: 'clear history',
    run: async (call) => (await import('./session/history.ts')).clearLines(call),
  },
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
    words: 'show failover live',
    help: 'The pair as it is now, drawn anew every second',
    privilege: 'user',
    isLive: true,
    shape: 'FailoverStatus',
    example: 'show failover live',
    run: async (call) => (await import('./show/live.ts')).showLive(call),
  },
  {
    words: 'show terminal',
    help: 'How this terminal is set up',
    privilege: 'user',
    shape: 'TerminalStatus',
    example: 'show terminal',
    run: async (call) => (await import('./session/terminal.ts')).showTerminal(call),
  },
  {
    words: 'terminal history size',
    help: 'Lines to remember, in later sittings of this account, too',
    parameters: [number('lines', 0, mostHistoryLines, 'How many; 0: none')],
    privilege: 'user',
    interactiveOnly: true,
    example: 'terminal history size 500',
    run: async (call) => (await import('./session/terminal.ts')).setHistorySize(call),
  },
  {
    words: 'terminal length',
    help: 'Lines of a page',
    parameters: [number('lines', 0, 512, 'Lines of a page; 0: no paging')],
    privilege: 'user',
    example: 'terminal length 0',
    run: async (call) => (await import('./session/terminal.ts')).setLength(call),
  },
  {
    words: 'terminal no',
    help: 'Set this terminal up as it was',
    parameters: [
      choice('what', 'What to set back', {
        history: 'Remember no lines',
        length: 'Pages as high as the window',
        width: 'Text as wide as the window',
      }),
    ],
    privilege: 'user',
    example: 'terminal no length',
    run: async (call) => (await import('./session/terminal.ts')).setBack(call),
  },
  {
    words: 'terminal width',
    help: 'Columns that text is broken at',
    parameters: [number('columns', 0, 512, 'Columns; 0: as wide as the window')],
    privilege: 'user',
    example: 'terminal width 132',
    run: async (call) => (await import('./session/terminal.ts')).setWidth(call),
  },
  {
    words: 'watch',
    help: 'Answer a show command again and again, until a key is pressed',
    parameters: [number('seconds', 1, 3600, 'Seconds between the answers; 2 when left out', { optional: true })],
    privilege: 'user',
    repeats: 'show',
    example: 'watch 5 show failover',
    run: async () => (await import('./declaration.ts')).silent,
  },
];
