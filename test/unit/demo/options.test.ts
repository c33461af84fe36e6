import { describe, expect, test } from '@jest/globals';
import { StoryFault } from '../../../demo/fault.ts';
import { defaultFolder, readOptions, usage } from '../../../demo/options.ts';

describe('the options of the demo', () => {
  test('none: the console, on a pair in .demo that does not stay', () => {
    expect(readOptions([])).toEqual({ action: 'show', server: '', keep: false, folder: defaultFolder });
    expect(defaultFolder).toMatch(/\/\.demo$/);
  });

  test.each([
    [['--auto', '--keep'], { action: 'auto', keep: true }],
    [['--stop', '--dir', '/srv/x/../y'], { action: 'stop', folder: '/srv/y' }],
    [['--kill', 'core1'], { action: 'kill', server: 'core1' }],
    [['--start', 'core2'], { action: 'start', server: 'core2' }],
    [['--help'], { action: 'help' }],
  ])('%j', (words, expected) => {
    expect(readOptions(words)).toMatchObject(expected);
  });

  test.each([
    [['--auto', '--stop'], '--auto and --stop do not go together.'],
    [['--fast'], "Unknown option '--fast'"],
    [['core1'], "Unexpected argument 'core1'"],
    [['--dir'], "Option '--dir <value>' argument missing"],
  ])('%j is a mistake: exit status 2, with the usage', (words, message) => {
    const fault = (() => {
      try {
        return readOptions(words);
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(StoryFault);
    expect(fault).toMatchObject({ exitStatus: 2, hint: usage });
    expect((fault as StoryFault).message).toContain(message);
  });
});
