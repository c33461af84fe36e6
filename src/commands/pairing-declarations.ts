import type { Declaration } from './declaration.ts';
import { pairHost } from './pair-host.ts';

/** Making two servers a pair, and looking whether they are a good one. */
export const pairingDeclarations: readonly Declaration[] = [
  {
    words: 'failover pair',
    help: 'Pair by code: alone it shows one, with HOST it asks for one',
    parameters: [pairHost],
    privilege: 'privileged',
    changesConfiguration: true,
    example: 'failover pair core1.example.com',
    run: async (call) => (await import('./act/pair.ts')).pair(call),
  },
  {
    words: 'failover pair cancel',
    help: 'Withdraw the pairing code that is shown',
    privilege: 'privileged',
    example: 'failover pair cancel',
    run: async (call) => (await import('./act/pair-code.ts')).cancelPairing(call),
  },
  {
    words: 'failover validate',
    help: 'Go through the whole validation plan and report',
    privilege: 'privileged',
    shape: 'ValidationReport',
    example: 'failover validate',
    run: async (call) => (await import('./act/validate.ts')).validate(call),
  },
  {
    words: 'show failover matrix',
    help: 'Which servers may back which, and whether this pair fits',
    privilege: 'user',
    shape: 'MatrixReport',
    example: 'show failover matrix',
    run: async (call) => (await import('./show/matrix.ts')).showMatrix(call),
  },
];
