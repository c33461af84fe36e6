import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnderstudyError } from '../../../src/error.ts';
import { SetupLog } from '../../../src/worker/setup-log.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

const answer = { message: 'The setup is applied and saved', changed: true, warnings: ['a warning'], saved: true };
const noWarning = (sentence: string): void => {
  throw new Error(sentence);
};

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

test('every setup has a log of its own, the newest without a number, and the tenth before it is gone', async () => {
  const log = new SetupLog(folder, noWarning);
  for (let i = 1; i <= 12; i += 1)
    await log.keep({ by: 'alice', lines: [`hostname core${i}`, 'enable secret scrypt$1$1$1$a$b'] }, () =>
      Promise.resolve(answer),
    );
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['setup.log', ...Array.from({ length: 9 }, (_none, i) => `setup.log.${i + 1}`)]);
  const text = await readFile(join(folder, 'setup.log'), 'utf8');
  expect(text.split('\n')).toEqual([
    expect.stringMatching(/^\S+Z setup by alice$/),
    'hostname core12',
    'enable secret <secret>',
    expect.stringMatching(/^\S+Z The setup is applied and saved$/),
    'Warning: a warning',
    '',
  ]);
  expect(await readFile(join(folder, 'setup.log.9'), 'utf8')).toContain('hostname core3');
  expect((await stat(join(folder, 'setup.log'))).mode & 0o777).toBe(0o640);
});

test('a setup that failed is logged with its reason, and fails', async () => {
  const log = new SetupLog(folder, noWarning);
  const failure = new UnderstudyError('failed', 'eth0 did not get its address', {
    hint: 'the host is as it was before',
  });
  await expect(log.keep({ by: 'alice', lines: [] }, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(await readFile(join(folder, 'setup.log'), 'utf8')).toMatch(
    /ERROR: not applied: eth0 did not get its address\nthe host is as it was before\n$/,
  );
});

test('a log that cannot be written is a warning and stops nothing', async () => {
  const warnings: string[] = [];
  const log = new SetupLog('/dev/null/nowhere', (sentence) => warnings.push(sentence));
  expect(await log.keep({ by: 'alice', lines: [] }, () => Promise.resolve(answer))).toBe(answer);
  expect(warnings[0]).toMatch(/setup\.log cannot be written/);
});
