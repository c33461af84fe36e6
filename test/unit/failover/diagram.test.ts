import { expect, test } from '@jest/globals';
import { mermaidOf } from '../../../src/failover/diagram.ts';
import { recoveryRows } from '../../../src/failover/rows/recovery.ts';
import { rows } from '../../../src/failover/table.ts';

test('the diagram shows every row in its chapter, and what it asks and does', () => {
  const text = mermaidOf(rows);
  for (const { id } of rows) expect(text).toContain(`| ${id} |`);
  expect(text.match(/stateDiagram-v2/g)).toHaveLength(5);
  expect(text).toContain('  standby --> suspect: S60 heartbeatFailed');
});

test('rows between the same phases share an arrow, and a row that may end in two phases has two', () => {
  const text = mermaidOf(recoveryRows.filter(({ id }) => id !== 'R20'));
  expect(text).toContain(
    [
      '```mermaid',
      'stateDiagram-v2',
      '  fenced --> resync: R10 syncStarted',
      '  resync --> fenced: R12 syncFailed',
      '```',
    ].join('\n'),
  );
  expect(mermaidOf(rows)).toContain('  suspect --> standbyEmpty: S62 heartbeatAnswered');
});
