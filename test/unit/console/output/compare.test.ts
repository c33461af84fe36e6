import { expect, test } from '@jest/globals';
import { differenceFrom } from '../../../../src/console/output/compare.ts';
import type { ControlClient } from '../../../../src/control/client.ts';

const text = '!\nenable secret <secret>\nhostname core1\n!\nend\n';
const client = {
  startupConfig: () => Promise.resolve({ text, secretsTag: 'one' }),
  archivedConfig: () => Promise.resolve({ text: '!\nhostname core1\n!\nend\n', secretsTag: null }),
} as unknown as ControlClient;

test('a secret that is another one is seen, although both are masked', async () => {
  const lines = text.split('\n');
  expect(await differenceFrom(lines, { what: 'startup', secretsTag: 'two' }, client)).toEqual([
    '! enable secret: changed',
  ]);
  expect(await differenceFrom(lines, { what: '', secretsTag: 'two' }, client)).toEqual(['! enable secret: changed']);
  expect(await differenceFrom(lines, { what: 'startup', secretsTag: 'one' }, client)).toEqual([]);
  expect(await differenceFrom(lines, { what: 'archive 2', secretsTag: 'one' }, client)).toEqual([
    '+ enable secret <secret>',
  ]);
});
