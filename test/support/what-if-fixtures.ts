import type { WhatIfReport } from '../../src/control/what-if-shapes.ts';

/** core2, the Standby of core1, in class B. */
export const whatIfReport: WhatIfReport = {
  hostname: 'core2',
  question: 'peer-dies',
  safety: {
    class: 'B',
    sentence: 'Best effort: both servers can become active if only the link between them fails.',
  },
  cases: [
    {
      supposed: 'core1 loses its power',
      servingBefore: ['core1'],
      steps: [
        { atMs: 0, host: null, row: null, sentence: 'core1 loses its power.', serving: [] },
        {
          atMs: 4000,
          host: 'core2',
          row: 'S60',
          sentence: 'core1 did not answer (no answer within 2000 ms): failure 1 of 3.',
          serving: [],
        },
        {
          atMs: 8000,
          host: 'core2',
          row: 'F20',
          sentence: 'core1 did not answer 3 heartbeats in a row (no answer within 2000 ms): promoting, term 2.',
          serving: [],
        },
        {
          atMs: 13_000,
          host: 'core2',
          row: 'F50',
          sentence:
            'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row (no answer within 2000 ms).',
          serving: ['core2'],
        },
      ],
      servingAfter: ['core2'],
      outageMs: 13_000,
      bothServeMs: 0,
      toDo: ['core1: bring it back; it serves nobody while core2 does.'],
      lost: 'what was written on core1 in the 3 min since the copy on core2 was made; that stays on core1.',
      isComplete: true,
    },
  ],
  services: { startMs: 5000, measured: null },
  assumptions: ['The services are up 5 s after the decision: assumed, nothing was measured here yet.'],
};
