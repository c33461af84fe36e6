import type { Declaration } from './declaration.ts';

/** The wizard of first-boot setup (G1). */
export const setupDeclarations: readonly Declaration[] = [
  {
    words: 'setup',
    help: 'Set up this server question by question',
    privilege: 'privileged',
    changesConfiguration: true,
    example: 'setup',
    run: async (call) => (await import('./act/setup.ts')).setup(call),
  },
];
