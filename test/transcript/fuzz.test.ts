import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { plain } from '../../src/commands/text/paint.ts';
import { rootAt } from '../../src/control/root.ts';
import * as realTransport from '../../src/control/transport.ts';
import { Dice } from '../support/dice.ts';
import { FakeTerminal } from '../support/fake-terminal.ts';
import { forbidden, keyPiece } from '../support/fuzz-keys.ts';
import { FuzzTransport } from '../support/fuzz-transport.ts';

const transport = await FuzzTransport.start(new Dice(0));
jest.unstable_mockModule('../../src/control/transport.ts', () => ({
  ...realTransport,
  exchange: transport.exchange,
  follow: transport.follow,
}));
const { ControlClient } = await import('../../src/control/client.ts');
const { HistoryFile } = await import('../../src/console/editing/history-file.ts');
const { Console } = await import('../../src/console/sitting/interactive.ts');
const { Screen } = await import('../../src/console/output/screen.ts');

const sequences = Number(process.env['FUZZ'] ?? 800);
const firstSeed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

const promptAtEnd = /[\w.-]+(\/sec\/(stby|\?)|\/\?)(\([\w-]+\))?[>#] *$/;

const escapes = new RegExp(String.raw`${'\u001b'}\[[\d;?]*[A-Za-z]`, 'g');
/** What the data of the worker would do to a terminal. */
const steering = new RegExp(`\u001b\\]|\u009b|\u0000`);

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await turn();
};

/** Keys that lead back to the prompt from wherever one is. */
const comeBack = async (terminal: FakeTerminal): Promise<boolean> => {
  // A begun escape sequence takes the next keys along.
  terminal.type('a\u0003');
  for (let attempt = 0; attempt < 200; attempt++) {
    await turns(3);
    const shown = terminal.text.replaceAll(escapes, '');
    if (promptAtEnd.test(shown)) return true;
    if (attempt % 5 === 4) terminal.type('\u0003');
  }
  return false;
};

let home: string;
let path: string | undefined;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'understudy-fuzz-'));
  path = process.env['PATH'];
  // No program of this machine is run.
  process.env['PATH'] = home;
});
afterAll(async () => {
  process.env['PATH'] = path;
  await rm(home, { recursive: true });
});

interface Sitting {
  readonly terminal: FakeTerminal;
  readonly over: Promise<void>;
  isOver: boolean;
}

const sit = (dice: Dice): Sitting => {
  const terminal = new FakeTerminal();
  const parts = {
    client: new ControlClient(rootAt(home)),
    input: terminal.keyboard,
    screen: new Screen(terminal),
    historyFile: new HistoryFile(join(home, 'history')),
    paint: () => Promise.resolve(plain),
    hasColours: dice.below(2) === 0,
    isDriven: dice.below(2) === 0,
    assumeYes: dice.below(4) === 0,
  };
  const over = new Console(parts).run();
  const sitting = { terminal, over, isOver: false };
  void over.then(() => (sitting.isOver = true));
  return sitting;
};

const typeAll = async (sitting: Sitting, dice: Dice): Promise<string> => {
  let typed = '';
  for (let i = dice.below(25); i >= 0 && !sitting.isOver; i--) {
    const keysNow = keyPiece(dice);
    typed += keysNow;
    if (dice.below(15) === 0) sitting.terminal.resize(dice.below(200), dice.below(60));
    sitting.terminal.type(keysNow);
    if (dice.below(3) === 0) await turns(dice.below(4));
  }
  return typed;
};

/** One sequence from its own seed. Gives what was wrong with it. */
const fault = async (seed: number): Promise<string | undefined> => {
  const dice = new Dice(seed);
  transport.dice = dice;
  const sitting = sit(dice);
  await turns(3);
  const typed = await typeAll(sitting, dice);
  const cameBack = sitting.isOver || (await comeBack(sitting.terminal)) || sitting.isOver;
  const { text } = sitting.terminal;
  const what = forbidden.exec(text)?.[0];
  sitting.terminal.keyboard.end();
  if (!cameBack)
    return `seed ${seed}: no prompt came back after ${JSON.stringify(typed)}: …${JSON.stringify(text.slice(-300))} at ${sitting.terminal.columns} columns`;
  if (what !== undefined)
    return `seed ${seed}: ${JSON.stringify(what)} was shown in ${JSON.stringify(text.slice(Math.max(0, text.indexOf(what) - 200)).slice(0, 400))} after ${JSON.stringify(typed.slice(-300))}`;
  if (steering.test(text)) return `seed ${seed}: data steered the terminal after ${JSON.stringify(typed)}`;
  await Promise.race([sitting.over, turns(50)]);
  return undefined;
};

test(
  `console 50: ${sequences} random key sequences from seed ${firstSeed} neither crash, hang, show a stack nor lose the prompt`,
  async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const faults: string[] = [];
    for (let i = 0; i < sequences && faults.length < 5; i++) {
      const found = await fault(firstSeed + i);
      if (found !== undefined) faults.push(found);
    }
    process.off('unhandledRejection', unhandled);
    expect(faults).toEqual([]);
    expect(unhandled).not.toHaveBeenCalled();
  },
  60_000 + sequences * 100,
);
