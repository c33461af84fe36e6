import type { FailoverStatus } from '../src/control/shapes.ts';
import { StoryFault } from './fault.ts';
import type { Pair } from './pair.ts';
import { printBytes, printNumber, type Report } from './report.ts';
import type { Figures, Scene, Step } from './scene.ts';
import { clientSwitch } from './steps/client-switch.ts';
import { comeback } from './steps/comeback.ts';
import { firstSync } from './steps/first-sync.ts';
import { lostServer } from './steps/lost-server.ts';
import { newWork } from './steps/new-work.ts';
import { refusals } from './steps/refusals.ts';
import { secondSync } from './steps/second-sync.ts';
import { wayBack } from './steps/way-back.ts';

const steps: readonly Step[] = [firstSync, secondSync, lostServer, newWork, comeback, wayBack, clientSwitch, refusals];

export const sceneOf = (pair: Pair, report: Report, signal: AbortSignal): Scene => {
  const figures: Figures = { firstBytes: 0, secondBytes: 0, synced: 0, takeoverMs: 0 };
  return { pair, core1: pair.core1, core2: pair.core2, report, signal, figures };
};

/** A kept pair may have been left in any state; the story has one beginning. */
const checkBeginning = async ({ core1, core2, pair }: Scene): Promise<void> => {
  if (!pair.kept) return;
  const [first, second] = await Promise.all(
    [core1, core2].map((server) => server.operator.tryRead<FailoverStatus>('show failover')),
  );
  if (first?.state === 'active' && second?.state === 'standby') return;
  const states = `core1 is ${first?.state ?? 'not running'}, core2 ${second?.state ?? 'not running'}`;
  throw new StoryFault(
    `The story begins with core1 active and core2 in standby, but ${states}.`,
    '"npm run demo -- --stop" ends this pair, and a new one can begin',
  );
};

/** Plays all steps. @throws StoryFault at the first thing that is not as it has to be */
export const playStory = async (scene: Scene): Promise<void> => {
  const { report } = scene;
  const startedMs = performance.now();
  await checkBeginning(scene);
  for (const [i, { title, play }] of steps.entries()) {
    report.step(i + 1, steps.length, title);
    await play(scene);
  }
  const { firstBytes, secondBytes, takeoverMs } = scene.figures;
  report.blank();
  report.heading(
    `All of it was true: ${printNumber(report.checks)} checks in ${((performance.now() - startedMs) / 1000).toFixed(0)} seconds.`,
  );
  report.seen('first sync', printBytes(firstBytes));
  report.seen(
    'second sync',
    `${printBytes(secondBytes)}, ${((secondBytes / firstBytes) * 100).toFixed(1)} % of the first`,
  );
  report.seen('from the kill to the first answer', `${(takeoverMs / 1000).toFixed(2)} s`);
};
