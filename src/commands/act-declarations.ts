import type { Declaration } from './declaration.ts';
import { choice, name, number } from './parameter.ts';
import { question } from './show-declarations.ts';

/** Commands that act on the pair. All of them need privileged mode. */
export const actDeclarations: readonly Declaration[] = [
  {
    words: 'clear failover sync',
    help: 'Cancel the synchronization that is running; the last complete copy stays',
    privilege: 'privileged',
    example: 'clear failover sync',
    run: async (call) => (await import('./act/sync.ts')).cancelSync(call),
  },
  {
    words: 'failover client-connection',
    help: 'Take in or refuse new connections; open ones go on',
    parameters: [
      choice('state', 'Whether new connections are taken in', {
        disable: 'Refuse new connections, also after a reboot',
        enable: 'Take new connections in again',
      }),
    ],
    privilege: 'privileged',
    example: 'failover client-connection disable',
    run: async (call) => (await import('./act/client-connection.ts')).setClientConnection(call),
  },
  {
    words: 'failover explain if',
    help: 'The same as "show failover explain if"',
    parameters: [question],
    privilege: 'privileged',
    example: 'failover explain if link-cut',
    run: async (call) => (await import('./show/what-if.ts')).showWhatIf(call),
  },
  {
    words: 'failover mode',
    help: 'Make this server Primary or Secondary',
    parameters: [
      choice('mode', 'The role of this server', {
        primary: 'Become Primary, as by an automatic failover; never refused',
        secondary: 'Become Secondary; does not restart the replication scheduler',
      }),
    ],
    privilege: 'privileged',
    example: 'failover mode primary',
    run: async (call) => (await import('./act/mode.ts')).setMode(call),
  },
  {
    words: 'failover notification test',
    help: "Send a test mail now, and show the mail server's answer",
    privilege: 'privileged',
    example: 'failover notification test',
    run: async (call) => (await import('./act/notification-test.ts')).testNotification(call),
  },
  {
    words: 'failover sync',
    help: 'Fetch a complete copy now (Run Sync Now)',
    parameters: [name('host', 'HOST', 'The server to copy from', 'peer')],
    privilege: 'privileged',
    example: 'failover sync core1.example.com',
    run: async (call) => (await import('./act/sync.ts')).syncNow(call),
  },
  {
    words: 'failover test',
    help: 'Test Connection: every port, in both directions',
    parameters: [name('host', 'HOST', 'The trusted host to test', 'peer')],
    privilege: 'privileged',
    example: 'failover test core1.example.com',
    run: async (call) => (await import('./act/test-connection.ts')).testConnection(call),
  },
  {
    words: 'failover witness test',
    help: 'Try every endpoint of the witness, and every pinged address',
    privilege: 'privileged',
    example: 'failover witness test',
    run: async (call) => (await import('./act/witness-test.ts')).testWitness(call),
  },
  {
    words: 'service',
    help: 'A protected service',
    parameters: [
      name('name', 'NAME', 'Name of the service', 'service'),
      choice('action', 'What to do with it', {
        logs: 'Show what the service prints',
        restart: 'Stop the service and start it again',
        start: 'Start the service',
        status: 'Show whether it runs, and how it is',
        stop: 'Stop the service',
      }),
      number('lines', 1, 10_000, 'How many lines of its log; 100 when left out', { optional: true }),
    ],
    privilege: 'privileged',
    example: 'service tomcat status',
    run: async (call) => (await import('./act/service.ts')).controlService(call),
  },
];
