import type { Declaration } from './declaration.ts';
import { number } from './parameter.ts';

/** Who sits at this server, what they did, and watching it live. */
export const operatorDeclarations: readonly Declaration[] = [
  {
    words: 'clear line',
    help: 'End the console of another operator',
    parameters: [number('line', 1, 9999, 'Its line, as "show users" lists it')],
    privilege: 'privileged',
    example: 'clear line 2',
    run: async (call) => (await import('./act/clear-line.ts')).clearLine(call),
  },
  {
    words: 'debug heartbeat',
    help: 'Show every heartbeat at this console as it comes',
    privilege: 'privileged',
    interactiveOnly: true,
    example: 'debug heartbeat',
    run: async (call) => (await import('./session/debug.ts')).setDebug(call, 'heartbeat', true),
  },
  {
    words: 'no debug all',
    help: 'Show nothing of it any more',
    privilege: 'privileged',
    interactiveOnly: true,
    example: 'no debug all',
    run: async (call) => (await import('./session/debug.ts')).setDebug(call, 'all', false),
  },
  {
    words: 'no debug heartbeat',
    help: 'Show heartbeats no more',
    privilege: 'privileged',
    interactiveOnly: true,
    example: 'no debug heartbeat',
    run: async (call) => (await import('./session/debug.ts')).setDebug(call, 'heartbeat', false),
  },
  {
    words: 'show audit',
    help: 'Who did what, from where and with what result, newest last',
    parameters: [number('lines', 1, 10_000, 'How many lines; 20 when left out', { optional: true })],
    privilege: 'privileged',
    shape: 'AuditList',
    example: 'show audit 50',
    run: async (call) => (await import('./show/audit.ts')).showAudit(call),
  },
  {
    words: 'show debugging',
    help: 'What is shown live at this console',
    privilege: 'user',
    interactiveOnly: true,
    shape: 'Debugging',
    example: 'show debugging',
    run: async (call) => (await import('./session/debug.ts')).showDebugging(call),
  },
  {
    words: 'show users',
    help: 'Who sits at a console here, from where and for how long',
    privilege: 'user',
    shape: 'SessionList',
    example: 'show users',
    run: async (call) => (await import('./show/users.ts')).showUsers(call),
  },
  {
    words: 'undebug all',
    help: 'Show nothing live any more',
    privilege: 'privileged',
    interactiveOnly: true,
    example: 'undebug all',
    run: async (call) => (await import('./session/debug.ts')).setDebug(call, 'all', false),
  },
];
