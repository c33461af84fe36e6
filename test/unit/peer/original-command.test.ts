import { describe, expect, test } from '@jest/globals';
import { parseOriginalCommand } from '../../../src/peer/original-command.ts';
import { refusedCommands } from '../../support/refused-commands.ts';

describe('what a peer asks sshd to run', () => {
  test('link and hello are themselves', () => {
    expect(parseOriginalCommand('link')).toEqual({ kind: 'link' });
    expect(parseOriginalCommand('hello')).toEqual({ kind: 'hello' });
    expect(parseOriginalCommand('pair')).toEqual({ kind: 'pair' });
  });

  test('an rsync that is allowed is a transfer', () => {
    expect(parseOriginalCommand('rsync --server --sender -lre.v . dataset/x/')).toMatchObject({
      kind: 'transfer',
      command: { source: 'dataset/x' },
    });
  });

  test.each([
    [undefined, 'there is no shell here'],
    ['', 'there is no shell here'],
    ['id', '"id" is not among the commands of a peer'],
    ['link; id', '"link; id" is not among the commands of a peer'],
    ['\u001b[2Jlink\n', '"[2Jlink" is not among the commands of a peer'],
    ['x'.repeat(2000), 'the command is too long'],
  ])('%j is refused with a sentence', (text, sentence) => {
    expect(parseOriginalCommand(text)).toEqual({ kind: 'refused', sentence });
  });

  test.each(refusedCommands)('%s is refused', (_what, command) => {
    expect(parseOriginalCommand(command)).toMatchObject({ kind: 'refused' });
  });
});
