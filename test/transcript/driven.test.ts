import { afterEach, expect, test } from '@jest/globals';
import { enabledPrompt, sitDownEnabled, standUp } from '../support/sitting.ts';

afterEach(standUp);

/** What Ansible looks for at the end of everything that it reads from an IOS console. */
const ansiblePrompt = /[\r\n]?[\w+\-.:/[\]]+(?:\([^)]+\)){0,3}[>#] ?$/;
const bare = enabledPrompt.trimEnd();

test('to a program that says "terminal length 0" the prompt ends in its mark, and no escape sequence comes', async () => {
  const { terminal } = await sitDownEnabled({ env: { NO_COLOR: '' } });
  await terminal.run('terminal length 0', bare);
  const before = terminal.raw.length;
  await terminal.run('terminal width 511', bare);
  await terminal.run('show failover', bare);
  await terminal.run(`show failover | include ${'long '.repeat(30)}`, bare);
  await terminal.run('configure terminal', 'core2/sec/stby(config)#');
  const said = terminal.raw.slice(before);
  expect(said).not.toContain('\u001b');
  expect(said).toMatch(ansiblePrompt);
  expect(said.endsWith('(config)#')).toBe(true);
});

test('the Enter that Ansible sends together with the save takes the destination, and no other question', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('copy running-config startup-config\r\r');
  await terminal.shows('[OK]');
  await terminal.isAt(enabledPrompt);
  expect(worker.calls()).toContain('POST /v1/config/save');
  terminal.type('failover mode primary\r\r');
  await terminal.isAt('Continue? [yes/no] (no): ');
  await terminal.run('no', enabledPrompt);
  expect(worker.calls()).not.toContain('POST /v1/failover/mode');
});
