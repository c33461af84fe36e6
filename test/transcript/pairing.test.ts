import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { FakeControl } from '../support/fake-control.ts';
import { enabledPrompt, sitDownEnabled, standUp } from '../support/sitting.ts';
import { testReport } from '../support/status-fixtures.ts';
import { Terminal } from '../support/terminal.ts';

afterEach(standUp);

const code = 'GPJZ-QF94-G4Z8-C7K5';
const own = { hostname: 'core2', address: '10.0.0.2', release: '0.1.0', mode: 'primary', serves: true };
const check = { name: 'same release', result: 'ok', detail: 'both run 0.1.0', remedy: null };
const proposal = {
  id: 'p1',
  own,
  peer: { ...own, hostname: 'core1', address: '10.0.0.1' },
  primary: 'there',
  isOpen: true,
  checks: { here: [check], there: [check] },
};
const report = {
  message: 'core2 and core1 are a pair: core1 is the Primary, core2 the Secondary',
  changed: true,
  warnings: [],
  hostname: 'core2',
  peer: 'core1',
  primary: 'core1',
  secondary: 'core2',
  checks: [check],
  test: { ...testReport, ok: true, message: 'Test was successful', steps: [] },
};

test('E10: a code is shown to be typed elsewhere', async () => {
  const { terminal, worker } = await sitDownEnabled();
  const expires = new Date(Date.now() + 600_000).toISOString();
  worker.replies.set('POST /v1/pairing/code', {
    hostname: 'core2',
    code,
    expires,
    addresses: ['10.0.0.2'],
    replaced: false,
  });
  expect(await terminal.run('failover pair', enabledPrompt)).toEqual([
    'Pairing code of core2, for one use within 10 min:',
    '',
    `    ${code}`,
    '',
    'On the other server type "failover pair 10.0.0.2", and there the code.',
    '"failover pair cancel" withdraws it.',
  ]);
});

test('E10: the code is asked for, what would be done is shown and agreed to, and the code is kept nowhere', async () => {
  const { terminal, worker } = await sitDownEnabled();
  worker.replies.set('POST /v1/pairing/propose', proposal);
  worker.replies.set('POST /v1/pairing/commit', report);
  terminal.type('failover pair 10.0.0.1\r');
  await terminal.isAt('Pairing code that 10.0.0.1 shows: ');
  terminal.type(`${code}\r`);
  await terminal.isAt('Which one is to be the Primary? [core1/core2] (core1): ');
  terminal.type('\r');
  await terminal.isAt('Continue? [yes/no] (no): ');
  expect((await terminal.run('yes', enabledPrompt))[0]).toBe(report.message);
  expect((await terminal.run('show history', enabledPrompt)).join('\n')).not.toContain('GPJZ');
  const kept = await readFile(join(worker.root.path, '.understudy_history'), 'utf8').catch(() => '');
  expect(kept).not.toContain('GPJZ');
});

/** A machine that is busy just when a terminal is to show nothing by itself. */
const slowTerminal = `import { ReadStream } from 'node:tty';
const { setRawMode } = ReadStream.prototype;
ReadStream.prototype.setRawMode = function (isRaw) {
  if (isRaw) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  return setRawMode.call(this, isRaw);
};`;

test('typed as soon as a question shows, an answer to a one-shot command is shown once, and a secret never', async () => {
  const worker = await FakeControl.start();
  worker.replies.set('POST /v1/pairing/propose', proposal);
  worker.replies.set('POST /v1/pairing/commit', report);
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(slowTerminal)}` };
  const terminal = Terminal.start(['--root', worker.root.path, 'failover', 'pair', '10.0.0.1'], { env });
  try {
    for (const [question, answer] of [
      ['Pairing code that 10.0.0.1 shows: ', code],
      ['Which one is to be the Primary? [core1/core2] (core1): ', 'core1'],
      ['Continue? [yes/no] (no): ', 'yes'],
    ] as const) {
      await terminal.shows(question.trimEnd());
      terminal.type(`${answer}\r`);
    }
    expect(await terminal.ended()).toBe(0);
    expect(terminal.screen.rows).toEqual(
      expect.arrayContaining([
        `Pairing code that 10.0.0.1 shows: ${code}`,
        'Which one is to be the Primary? [core1/core2] (core1): core1',
        'Continue? [yes/no] (no): yes',
      ]),
    );
    expect(terminal.raw.split(code)).toHaveLength(2);
  } finally {
    await worker.stop();
  }
});
