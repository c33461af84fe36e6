import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linesBetween } from '../../../src/config/change-lines.ts';
import { readLines } from '../../../src/config/lines.ts';
import { secretMask } from '../../../src/config/secret-mask.ts';
import { faultsOf } from '../../../src/config/text.ts';
import { draftFromAnswers } from '../../../src/setup/answers.ts';
import { previewLines } from '../../../src/setup/apply.ts';
import type { Dialogue } from '../../../src/setup/dialogue.ts';
import type { Draft } from '../../../src/setup/draft.ts';
import { hostFaults } from '../../../src/setup/host-faults.ts';
import { Wizard } from '../../../src/setup/wizard.ts';
import { hostSettings, peerKey, setUpServer } from '../../support/setup-dialogue.ts';

const seed = Number(process.env['SEED'] ?? Date.now());
const runs = Number(process.env['FUZZ'] ?? 150);

const typed = fc.oneof(
  fc.constantFrom('', '^', '?', 'y', 's', 'u', 'yes', 'no', 'none', 'enable', 'disable', '1', '2', '30m', '10 0'),
  fc.constantFrom('dhcp', 'eth0', 'eth1', '10.1.2.3', '10.1.2.3/24', '192.0.2.9', '255.255.254.0', 'Europe/Vienna'),
  fc.constantFrom('core1', 'core2', '192.0.2.1', peerKey, '443', '443,443', 'keep', '__proto__', 'constructor', '日本'),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** What is typed where a group is offered, and what where anything else is asked. */
const answer = fc.tuple(fc.constantFrom('y', 'y', 'yes', 's', 'u', '', '^', '?', 'perhaps'), typed);
type Answer = readonly [atGroup: string, elsewhere: string];

/** Types what it was given, and after that what brings any wizard to its end. */
const operator = (answers: readonly Answer[]): Dialogue => {
  const left = [...answers];
  let asked = 0;
  return {
    say: (lines) => {
      for (const line of lines) expect(line).not.toMatch(/undefined|\[object|NaN/);
    },
    ask: (prompt) => {
      asked += 1;
      if (asked > 1000) throw new Error(`there is no end: ${prompt}`);
      const [atGroup, elsewhere] = left.shift() ?? [];
      if (prompt.startsWith('Configure ')) return Promise.resolve(atGroup ?? 's');
      if (elsewhere !== undefined) return Promise.resolve(elsewhere);
      if (prompt.startsWith('Its key')) return Promise.resolve(peerKey);
      return Promise.resolve(prompt.startsWith('Is the above') ? 'yes' : '^');
    },
  };
};

/** What an answers file can say that a preview printed. */
const openPart = ({ config, mode, host }: Draft): unknown => ({
  config,
  mode,
  host: host === undefined ? undefined : { ...host, administrator: undefined },
});

test.each([
  ['in a folder', setUpServer()],
  ['on a host', setUpServer({ host: hostSettings })],
])(`whatever is typed %s, the wizard comes to a sound end (SEED=${seed})`, async (_where, current) => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 80 }), async (answers) => {
      const verified = await new Wizard(operator(answers), current, { dryRun: true }).run();
      if (verified === undefined) return;
      const { config } = verified.draft;
      expect(faultsOf(config)).toEqual([]);
      expect(hostFaults(verified.draft)).toEqual([]);
      const lines = previewLines(current, verified.draft).filter((line) => !line.endsWith(secretMask));
      const answered = draftFromAnswers(lines.join('\n'), 'answers', current);
      expect(openPart(answered)).toEqual(openPart(verified.draft));
      const read = readLines(linesBetween(current.config, config), current.config);
      expect({ faults: read.faults, config: read.config }).toEqual({ faults: [], config });
    }),
    { seed, numRuns: runs },
  );
});
