import { afterEach, expect, test } from '@jest/globals';
import { enabledPrompt, sitDownEnabled, standUp, withoutSecret } from '../support/sitting.ts';

afterEach(standUp);

test('console 37: reload with unsaved changes asks whether to save, then to confirm with one key', async () => {
  const { terminal, worker } = await sitDownEnabled({
    prepare: ({ replies }) => replies.set('GET /v1/config', { ...withoutSecret, unsaved: true }),
  });
  terminal.type('reload\r');
  await terminal.isAt('System configuration has been modified. Save? [yes/no]: ');
  terminal.type('x\r');
  await terminal.shows("% Please answer 'yes' or 'no'.");
  await terminal.isAt('System configuration has been modified. Save? [yes/no]: ');
  terminal.type('no\r');
  await terminal.isAt('Proceed with reload? [confirm]');
  // One key declines; nothing has to be entered.
  terminal.type('n');
  await terminal.shows('Proceed with reload? [confirm]n\n% Not done: nothing was changed');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).not.toContain('POST /v1/host/reload');
});

test('console 37: Enter agrees, Ctrl-C declines, and what was typed ahead does neither', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('reload\r');
  await terminal.isAt('Proceed with reload? [confirm]');
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).not.toContain('POST /v1/host/reload');
  terminal.type('reload\r\r');
  await terminal.isAt('Proceed with reload? [confirm]');
  expect(worker.calls()).not.toContain('POST /v1/host/reload');
  terminal.type('\r');
  await terminal.shows('core2 restarts now');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).toContain('POST /v1/host/reload');
});

test('console 37: poweroff asks the same, and a saved configuration is not asked for', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('poweroff\r');
  await terminal.isAt('Proceed with poweroff? [confirm]');
  terminal.type('y');
  await terminal.shows('core2 is switched off now');
  expect(worker.calls()).toContain('POST /v1/host/poweroff');
});
