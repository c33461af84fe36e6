import { afterEach, expect, test } from '@jest/globals';
import { Dice } from '../support/dice.ts';
import { forbidden, keyPiece } from '../support/fuzz-keys.ts';
import { sitDown, standUp } from '../support/sitting.ts';

afterEach(standUp);

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

test(`console 50: random keys in a real terminal, from seed ${seed}, lead back to a prompt`, async () => {
  const dice = new Dice(seed);
  const { terminal } = await sitDown();
  for (let i = 0; i < 60; i++) terminal.type(`${keyPiece(dice).replaceAll('\u0004', '')}\u0003`);
  // A begun escape sequence, the pager or a question may be what stands there; a question also drops what was typed ahead.
  const answered = /Current privilege level is \d+\n[^\n]*[>#]$/;
  const asks = /(\[confirm\]|[?:])$/;
  let seen: number;
  do {
    seen = terminal.screen.rows.length;
    terminal.type('a\u0003q\u0003\u0003show privilege\r');
    await terminal.shows({
      test: (text) => answered.test(text) || (terminal.screen.rows.length > seen && asks.test(text.trimEnd())),
    });
  } while (!answered.test(terminal.screen.text));
  expect(terminal.raw).not.toMatch(forbidden);
});
