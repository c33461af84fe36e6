import { expect, test } from '@jest/globals';
import { LineFault } from '../../../../src/commands/line-fault.ts';
import { resolveLine } from '../../../../src/console/lines/resolve-line.ts';

const hintOf = async (line: string, mode: 'exec' | 'config' = 'exec'): Promise<string | undefined> => {
  try {
    await resolveLine(line, { mode, privileged: true, interactive: true, block: undefined });
  } catch (error) {
    if (error instanceof LineFault) return error.hint;
    throw error;
  }
  throw new Error(`"${line}" was understood`);
};

test.each([
  ['sh ip int br', 'show interfaces'],
  ['show standby brief', 'show failover'],
  ['who', 'show users'],
  ['logout', 'exit'],
  ['terminal monitor', 'debug heartbeat'],
  ['configure terminal revert idle 1', 'configure terminal revert timer MINUTES'],
  ['failover active', 'show failover switchover'],
])('the reflex "%s" is answered with "%s"', async (typed, here) => {
  expect(await hintOf(typed)).toBe(`Here that is: ${here}`);
});

test('what is suggested means something: a word behind it that fits nothing is left out', async () => {
  expect(await hintOf('show vresion')).toBe('Did you mean: show version');
  expect(await hintOf('how configure')).toBe('Did you mean: show');
});

test('console 20: a line of another mode is named as such, and "do" is no setting', async () => {
  expect(await hintOf('hostname core9')).toBe('That is a setting: type "configure terminal" first.');
  expect(await hintOf('do show version')).toBe('Did you mean: show version');
  expect(await hintOf('end')).toBeUndefined();
  expect(await hintOf('failover mode primary', 'config')).toBe('Did you mean: do failover mode primary');
});

test('who may is said: at the prompt after "enable"; a one-shot has none and needs root', async () => {
  const told = (interactive: boolean): Promise<unknown> =>
    resolveLine('failover mode primary', { mode: 'exec', privileged: false, interactive, block: undefined });
  await expect(told(true)).rejects.toThrow("needs privileged mode: type 'enable'.");
  await expect(told(false)).rejects.toThrow("run it as root, or in the console after 'enable'.");
});
