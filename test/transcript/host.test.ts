import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sitDown, standUp, userPrompt } from '../support/sitting.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-ping-'));
});
afterEach(async () => {
  await standUp();
  await rm(folder, { recursive: true });
});

/** A `ping` first on the console's PATH. */
const pingThat = async (script: string): Promise<{ PATH: string }> => {
  await writeFile(join(folder, 'ping'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'ping'), 0o755);
  return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
};

test('console 28: ping shows its lines as they come, and Ctrl-C ends it and nothing else', async () => {
  const env = await pingThat('echo "64 bytes from 10.0.0.1: icmp_seq=1"\nexec sleep 1000');
  const { terminal } = await sitDown({ env });
  terminal.type('ping core1\r');
  await terminal.shows('64 bytes from 10.0.0.1: icmp_seq=1');
  terminal.type('\u0003');
  await terminal.shows('% Interrupted');
  await terminal.isAt(userPrompt);
});

test('what a program prints can neither draw on the terminal nor pass a filter', async () => {
  const env = await pingThat(
    String.raw`printf 'line \033[2Jone\nline two\n\n1 packets transmitted, 1 received, 0%% packet loss, time 0ms\n'`,
  );
  const { terminal } = await sitDown({ env });
  await terminal.run('ping core1', userPrompt);
  expect(terminal.raw).not.toContain('\u001b[2J');
  expect(await terminal.run('ping core1 | include two', userPrompt)).toEqual(['line two']);
});
