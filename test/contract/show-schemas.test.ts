import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../src/commands/catalog.ts';
import { ControlClient } from '../../src/control/client.ts';
import { FakeControl } from '../support/fake-control.ts';
import { callWith } from '../support/call.ts';
import { faultsIn, schemaNames } from '../support/schemas.ts';
import { historyEvents, successfulRun } from '../support/status-fixtures.ts';

const shows = catalog.filter(({ words }) => words === 'show' || words.startsWith('show '));

/** Shows that need a value, with one. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'show archive differences': { from: '1' },
  'show logging service': { name: 'registry' },
};

/** Commands that do something and end with a report. */
const reports = ['failover validate'];

/** Drawn on a terminal only. */
const pictures = ['show failover live'];

test('every show and every report names the shape of its JSON, and nothing else does', () => {
  expect(shows.filter(({ shape }) => shape === undefined).map(({ words }) => words)).toEqual([]);
  const shaped = catalog.filter(({ shape }) => shape !== undefined);
  expect(shaped.filter(({ words }) => !reports.includes(words))).toEqual(shows);
});

test('every show that is not drawn has a schema under docs/schemas, and every schema there one of them', () => {
  expect(schemaNames()).toEqual(
    catalog
      .filter(({ shape }) => shape !== undefined)
      .filter(({ isLive }) => isLive !== true)
      .map(({ words }) => words.replaceAll(' ', '-'))
      .sort(),
  );
});

describe('what a show prints as JSON keeps to its schema', () => {
  let worker: FakeControl;
  beforeAll(async () => {
    worker = await FakeControl.start();
    worker.replies.set('GET /v1/history', { events: historyEvents });
    worker.replies.set('GET /v1/sync', { running: null, nextDue: null, runs: [successfulRun] });
  });
  afterAll(() => worker.stop());

  test.each(shows.filter(({ words }) => !pictures.includes(words)).map((show) => [show.words, show] as const))(
    '%s',
    async (words, show) => {
      const client = new ControlClient(worker.root);
      const { data } = await show.run(callWith(client, values[words] ?? {}));
      expect(faultsIn(words, data)).toEqual([]);
    },
  );
});
