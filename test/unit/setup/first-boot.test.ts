import { expect, test } from '@jest/globals';
import { askAtBoot, type BootWish } from '../../../src/setup/first-boot.ts';
import { Script } from '../../support/setup-dialogue.ts';

const viaWizard = 'Setup parameters via Setup Wizard (yes/no) [yes]: ';
const again = 'Would you like the Setup Wizard to be re-run at next boot (yes/no) [no]: ';

test.each<[string, readonly (readonly [string, string])[], BootWish]>([
  ['Enter is the wizard', [[viaWizard, '']], { form: 'wizard', askAgain: true }],
  ['yes', [[viaWizard, 'Y']], { form: 'wizard', askAgain: true }],
  [
    'no is the menu, and not to be asked again',
    [
      [viaWizard, 'no'],
      [again, ''],
    ],
    { form: 'menu', askAgain: false },
  ],
  [
    'no, and to be asked again',
    [
      [viaWizard, 'n'],
      [again, 'yes'],
    ],
    { form: 'menu', askAgain: true },
  ],
  [
    'no answer, and ^ at both',
    [
      [viaWizard, 'perhaps'],
      [viaWizard, '^'],
      [viaWizard, 'no'],
      [again, 'maybe'],
      [again, '^'],
      [viaWizard, 'yes'],
    ],
    { form: 'wizard', askAgain: true },
  ],
])('console 3: at the first boot: %s', async (_what, answers, wish) => {
  const script = new Script(answers);
  expect(await askAtBoot(script)).toEqual(wish);
  expect(script.isThrough).toBe(true);
});
