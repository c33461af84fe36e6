import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRsync, printRsync, rsyncArguments } from '../../../src/peer/rsync-command.ts';
import '../../support/peer-seed.ts';

const honest = 'rsync --server --sender -logtpre.iLsfxCIvu --timeout=60 --info=STATS2 . dataset/certificates/';

describe('the rsync command of a peer', () => {
  test('is rebuilt from our own words', () => {
    expect(parseRsync(honest)).toEqual({
      options: ['-logtpre.iLsfxCIvu', '--info=STATS2', '--timeout=60'],
      source: 'dataset/certificates',
    });
    const delta = parseRsync('rsync --server --sender -logtprIe.iLsfxCIvu -B4096 --inplace . snapshot/run-1');
    expect(delta).toEqual({
      options: ['-logtprIe.iLsfxCIvu', '-B4096', '--inplace', '--timeout=60'],
      source: 'snapshot/run-1',
    });
  });

  test('always has our time limit, whatever the peer asked for', () => {
    for (const wish of ['', ' --timeout=0', ' --timeout=9999']) {
      expect(parseRsync(`rsync --server --sender -lre.v${wish} . dataset/x`)?.options).toEqual([
        '-lre.v',
        '--timeout=60',
      ]);
    }
  });

  test.each([
    ['nothing', ''],
    ['no option letters', 'rsync --server --sender . dataset/x'],
    ['links left out', 'rsync --server --sender -ogtpre.iv . dataset/x'],
    ['folders left out', 'rsync --server --sender -logtpe.iv . dataset/x'],
    ['no negotiation', 'rsync --server --sender -lre.iLsfxCIu . dataset/x'],
    ['a sub-protocol', 'rsync --server --sender -lre31.14v . dataset/x'],
    ['a letter twice', 'rsync --server --sender -llre.v . dataset/x'],
    ['an option twice', 'rsync --server --sender -lre.v --inplace --inplace . dataset/x'],
    ['a time limit twice', 'rsync --server --sender -lre.v --timeout=1 --timeout=2 . dataset/x'],
    ['another block size', 'rsync --server --sender -lre.v -B1 . dataset/x'],
    ['two blanks', 'rsync --server --sender -lre.v  . dataset/x'],
    ['a tab', 'rsync --server --sender -lre.v\t. dataset/x'],
    ['no source', 'rsync --server --sender -lre.v .'],
    ['an unknown kind of source', 'rsync --server --sender -lre.v . generation/1'],
    ['a longer way', 'rsync --server --sender -lre.v . dataset/x/y'],
    ['a hidden name', 'rsync --server --sender -lre.v . dataset/.x'],
    ['a name like an option', 'rsync --server --sender -lre.v . dataset/-x'],
    ['a second line', `${honest}\n`],
    ['a zero', 'rsync --server --sender -lre.v . dataset/x\0'],
    ['letters of other alphabets', 'rsync --server --sender -lre.v . dataset/ſ'],
  ])('%s is refused', (_what, text) => {
    expect(parseRsync(text)).toBeUndefined();
  });

  test('whatever is written, only words from the short list come out', () => {
    const scraps = [
      'rsync',
      '--server',
      '--sender',
      '.',
      '-lre.v',
      '-e.LsfxCIvu',
      '-logDtpre.iLsfxCIvu',
      '--timeout=5',
      '-B4096',
      '--inplace',
      '-s',
      '--info=STATS2',
      '--daemon',
      '/etc',
      '../x',
      'dataset/x',
      'snapshot/y/',
      '--files-from=-',
      '*',
      '',
    ];
    const words = fc.array(fc.oneof(fc.constantFrom(...scraps), fc.string({ maxLength: 6 })), { maxLength: 8 });
    const opened = words.map((list) => ['rsync', '--server', '--sender', ...list].join(' '));
    const allowed = /^(-l[rptogcI]+e\.[iLsfxCIvu]+|--inplace|-B4096|--info=STATS2|--timeout=60)$/;
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(opened, fc.string(), fc.constantFrom(honest)), (text) => {
        const command = parseRsync(text);
        if (command === undefined) return;
        accepted += 1;
        for (const option of command.options) expect(option).toMatch(allowed);
        expect(command.source).toMatch(/^(dataset|snapshot)\/\w[\w.-]*$/);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test('what was understood can be said again, and means the same', () => {
    const command = parseRsync(honest);
    expect(command === undefined ? undefined : parseRsync(printRsync(command))).toEqual(command);
  });

  test('a folder is named whole, from the root, contents only', () => {
    const command = { options: ['-lre.v'], source: 'dataset/x' };
    expect(rsyncArguments(command, '/srv/a b')).toEqual(['--server', '--sender', '-lre.v', '.', '/srv/a b/']);
    expect(rsyncArguments(command, '/srv/x//').at(-1)).toBe('/srv/x/');
  });
});
