import type { Declaration } from './declaration.ts';
import { choice, number } from './parameter.ts';

/** Commands that only look. Their text is rendered from the data that `--json` prints. */
export const showDeclarations: readonly Declaration[] = [
  {
    words: 'show failover',
    help: 'Who serves and why, and whether the other could',
    privilege: 'user',
    example: 'show failover',
    run: async (call) => (await import('./show/failover.ts')).showFailover(call),
  },
  {
    words: 'show failover generations',
    help: 'Complete copies kept on this server',
    privilege: 'user',
    example: 'show failover generations',
    run: async (call) => (await import('./show/generations.ts')).showGenerations(call),
  },
  {
    words: 'show failover history',
    help: 'What happened to the pair and why, newest last',
    parameters: [number('events', 1, 10_000, 'How many events; 20 when left out', { optional: true })],
    privilege: 'user',
    example: 'show failover history 50',
    run: async (call) => (await import('./show/history.ts')).showHistory(call),
  },
  {
    words: 'show failover key',
    help: 'The key of this server, to be pasted on the other one',
    privilege: 'user',
    example: 'show failover key',
    run: async (call) => (await import('./show/key.ts')).showKey(call),
  },
  {
    words: 'show failover orphans',
    help: 'What only this server had when a copy replaced its data',
    privilege: 'user',
    example: 'show failover orphans',
    run: async (call) => (await import('./show/orphans.ts')).showOrphans(call),
  },
  {
    words: 'show failover sync',
    help: 'Synchronizations with their tasks, newest first',
    parameters: [number('runs', 1, 1000, 'How many; 5 when left out', { optional: true })],
    privilege: 'user',
    example: 'show failover sync 1',
    run: async (call) => (await import('./show/sync.ts')).showSync(call),
  },
  {
    words: 'show failover trusted-hosts',
    help: 'Servers we exchange heartbeats and data with',
    privilege: 'user',
    example: 'show failover trusted-hosts',
    run: async (call) => (await import('./show/trusted-hosts.ts')).showTrustedHosts(call),
  },
  {
    words: 'show history',
    help: 'Lines typed before',
    privilege: 'user',
    interactiveOnly: true,
    example: 'show history',
    run: async (call) => (await import('./session/history.ts')).showLines(call),
  },
  {
    words: 'show logging',
    help: 'The HighAvailability log with every heartbeat',
    parameters: [number('lines', 1, 10_000, 'How many lines; 100 when left out', { optional: true })],
    privilege: 'user',
    example: 'show logging 20',
    run: async (call) => (await import('./show/log.ts')).showLog(call),
  },
  {
    words: 'show privilege',
    help: 'Current privilege level',
    privilege: 'user',
    example: 'show privilege',
    run: async (call) => (await import('./session/privilege.ts')).showPrivilege(call),
  },
  {
    words: 'show running-config',
    help: 'The configuration in force',
    parameters: [
      choice('all', 'Settings at their default, too', { all: 'Settings at their default, too' }, { optional: true }),
    ],
    privilege: 'privileged',
    example: 'show running-config all',
    run: async (call) => (await import('./show/config.ts')).showRunningConfig(call),
  },
  {
    words: 'show startup-config',
    help: 'The configuration that was saved',
    privilege: 'privileged',
    example: 'show startup-config',
    run: async (call) => (await import('./show/config.ts')).showStartupConfig(call),
  },
  {
    words: 'show version',
    help: 'Release of the product and how long the worker has been up',
    privilege: 'user',
    example: 'show version',
    run: async (call) => (await import('./show/version.ts')).showVersion(call),
  },
];
