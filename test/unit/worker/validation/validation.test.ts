import { expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import type { ValidationReport } from '../../../../src/control/validation-shapes.ts';
import { Validation } from '../../../../src/worker/validation/validation.ts';
import { savedItems } from '../../../../src/worker/validation/saved.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

/** Never paired: whatever asks for more than this looks at something that is not there. */
const alone = {
  config: { ...initialConfig(), highAvailability: 'enable', virtualAddress: '192.0.2.9/24' },
  portal: { plan: { ports: [] }, status: { faults: ['the pages are not served'] } },
  engine: { node: { mode: 'primary', phase: 'active', term: { counter: 1 } } },
  logs: { availability: { info: () => undefined } },
  history: { addEvent: () => undefined },
  notifications: { status: { configured: false, addresses: [], server: null, missing: null } },
  running: { isLostAtRestart: false },
} as unknown as Worker;

test('without a peer that is said once, and what depends on one is not applicable', async () => {
  let report: ValidationReport | undefined;
  for await (const event of new Validation(alone).run()) if (event.type === 'done') report = event.report;
  const [first, ...others] = report!.items;
  expect(first).toMatchObject({
    name: 'connection from here',
    result: 'failed',
    detail: 'no peer is configured',
    remedy: '"failover pair" shows a pairing code for the other server',
  });
  expect(report!.ok).toBe(false);
  const dependent = others.filter(({ detail }) => detail === 'no peer');
  expect(dependent.map(({ name }) => name)).toEqual([
    'connection from the other server',
    'clocks',
    'same release',
    'unique names',
    'pairing matrix',
    'subnets',
    'same configuration',
    'synchronization',
    'equal counts',
    'heartbeats in the log',
    'readiness',
  ]);
  for (const { result, remedy } of dependent) expect([result, remedy]).toEqual(['notApplicable', null]);
  const rest = others.filter((item) => !dependent.includes(item));
  expect(rest.map(({ name }) => name)).toEqual([
    'services',
    'witness',
    'test e-mail',
    'health pages',
    'saved configuration',
  ]);
});

test('a pair whose configuration is gone after a restart is not valid', () => {
  const [saved] = savedItems;
  const look = (running: object) => saved!.look({ worker: { running } as unknown as Worker, peer: null, heard: null });
  expect(look({ isLostAtRestart: false })).toMatchObject({ result: 'ok' });
  expect(look({ isLostAtRestart: true, savedText: '!' })).toEqual({
    result: 'failed',
    detail: 'the configuration is not saved: after a restart this server goes back to the configuration saved before',
    remedy: '"write memory" saves it',
  });
  expect(look({ isLostAtRestart: true, savedText: '' })).toMatchObject({
    detail: 'the configuration is not saved: after a restart this server comes up without any configuration',
  });
});
