import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf } from '../../src/config/config.ts';
import { run } from '../support/run.ts';

const pages = readdirSync('man').map((name) => `man/${name}`);

/** What cannot be tried is a failure, and says what to do. */
const demand = (program: string, debianPackage: string): void => {
  if (!existsSync(program))
    throw new Error(`${program} is missing, so the man pages were NOT tried: apt-get install ${debianPackage}`);
};

test('there is a page for each program and for the file', () => {
  expect(pages).toEqual(
    expect.arrayContaining([
      'man/understudy.1',
      'man/understudy.conf.5',
      'man/understudyd.8',
      'man/understudy-setup.8',
      'man/understudy-portal.8',
    ]),
  );
});

describe.each(pages)('%s', (page) => {
  test('man finds nothing to warn of, and shows every section', async () => {
    demand('/usr/bin/man', 'man-db');
    const { status, out, err } = await run('man', ['--warnings', '-E', 'UTF-8', '-l', page]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const source = await readFile(page, 'utf8');
    for (const [, name = ''] of source.matchAll(/^\.SH (.*)$/gm)) expect(out).toContain(name);
    expect(out).not.toMatch(/undefined|\[object|\\f[A-Z]|\\e/);
  });

  test('mandoc finds nothing but that the date is left out', async () => {
    demand('/usr/bin/mandoc', 'mandoc');
    const { out, err } = await run('mandoc', ['-T', 'lint', '-W', 'style', page]);
    const complaints = `${out}${err}`.split('\n').filter((line) => line !== '' && !/missing date, using ""/.test(line));
    expect(complaints).toEqual([]);
  });
});

test('understudy.conf(5) has every setting and every part of an entry', async () => {
  const source = (await readFile('man/understudy.conf.5', 'utf8')).replaceAll('\\-', '-').replace(/\\f[A-Z]/g, '');
  const tags = [...source.matchAll(/^\.TP\n(.*)$/gm)].map(([, tag = '']) => tag);
  const parts = entryKeys.flatMap((key) => partsOf(key).map(([, part]) => part));
  for (const { words } of [...fieldKeys.map(fieldOf), ...parts])
    expect(tags.some((tag) => tag === words.join(' ') || tag.startsWith(`${words.join(' ')} `))).toBe(true);
  for (const { words } of entryKeys.map(entryOf)) expect(source).toContain(`.SS ${words.join(' ')} `);
});
