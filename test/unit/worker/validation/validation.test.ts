import { expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import type { ValidationReport } from '../../../../src/control/validation-shapes.ts';
import { Validation } from '../../../../src/worker/validation/validation.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

/** Never paired: whatever asks for more than this looks at something that is not there. */
const alone = {
  config: { ...initialConfig(), highAvailability: 'enable', virtualAddress: '192.0.2.9/24' },
  portal: { plan: { ports: [] }, status: { faults: ['the pages are not served'] } },
  engine: { node: { mode: 'primary', phase: 'active', term: { counter: 1 } } },
  logs: { availability: { info: () => undefined } },
  history: { addEvent: () => undefined },
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
    'synchronization',
    'equal counts',
    'heartbeats in the log',
    'readiness',
  ]);
  for (const { result, remedy } of dependent) expect([result, remedy]).toEqual(['notApplicable', null]);
  const rest = others.filter((item) => !dependent.includes(item));
  expect(rest.map(({ name }) => name)).toEqual(['services', 'test e-mail', 'health pages']);
});
