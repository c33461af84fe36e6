import { beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import type { Call, Operator, Outcome } from '../../../src/commands/declaration.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import { callWith, mutedOperator } from '../../support/call.ts';
import { activeStatus, failoverStatus } from '../../support/status-fixtures.ts';

const done: string[] = [];
const asked: string[] = [];
const notes: string[] = [];
beforeEach(() => {
  for (const list of [done, asked, notes]) list.length = 0;
});

const clientWith = (unsaved: boolean, active = false): ControlClient =>
  ({
    runningConfig: () => Promise.resolve({ text: '', revision: 1, unsaved }),
    failover: () => Promise.resolve(active ? activeStatus() : failoverStatus()),
    saveConfig: () => {
      done.push('saved');
      return Promise.resolve({ message: '[OK]', changed: true, warnings: [] });
    },
    power: (action: string) => {
      done.push(action);
      return Promise.resolve({ message: `core2 does ${action}`, changed: true, warnings: [] });
    },
  }) as unknown as ControlClient;

/** Somebody at a terminal who gives these answers. */
const operatorWith = (answers: readonly string[], agrees: boolean): Operator => {
  const left = [...answers];
  return {
    ...mutedOperator(notes),
    canAnswer: true,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(left.shift());
    },
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(agrees);
    },
  };
};
const type = async (words: string, client: ControlClient, parts: Partial<Call>): Promise<Outcome> =>
  catalog.find((one) => one.words === words)!.run(callWith(client, {}, parts));

describe('console 37: reload', () => {
  test('unsaved changes are asked for until it is yes or no, then the reload itself', async () => {
    const outcome = await type('reload', clientWith(true), { operator: operatorWith(['x', 'yes'], true) });
    expect(asked).toEqual([
      'System configuration has been modified. Save? [yes/no]: ',
      'System configuration has been modified. Save? [yes/no]: ',
      'Proceed with reload? [confirm]',
    ]);
    expect(notes).toEqual(["% Please answer 'yes' or 'no'.", '[OK]']);
    expect(done).toEqual(['saved', 'reload']);
    expect(outcome.text(plain)).toBe('core2 does reload');
    expect(outcome.warnings).toEqual([]);
  });

  test('not saved is said, and n or Ctrl-C leaves everything as it is', async () => {
    const outcome = await type('reload', clientWith(true), { operator: operatorWith(['no'], true) });
    expect(done).toEqual(['reload']);
    expect(outcome.warnings).toEqual(['the running configuration was not saved: its changes are lost']);
    done.length = 0;
    for (const operator of [operatorWith([], true), operatorWith(['no'], false)]) {
      await expect(type('reload', clientWith(true), { operator })).rejects.toMatchObject({ exitStatus: 130 });
    }
    expect(done).toEqual([]);
  });

  test('a saved configuration is not asked for; a server that serves says whom it leaves', async () => {
    await type('poweroff', clientWith(false, true), { operator: operatorWith([], true) });
    expect(asked).toEqual(['Proceed with poweroff? [confirm]']);
    expect(notes[0]).toMatch(/^core1 is active and serves the clients: /);
    expect(done).toEqual(['poweroff']);
  });

  test('--yes answers every question with yes, and without a terminal none is asked', async () => {
    await type('reload', clientWith(true), { operator: operatorWith([], false), assumeYes: true });
    expect([asked, done]).toEqual([[], ['saved', 'reload']]);
    done.length = 0;
    const outcome = await type('reload', clientWith(true), {});
    expect(done).toEqual(['reload']);
    expect(outcome.warnings).toHaveLength(1);
  });
});
