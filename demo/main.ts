import { StoryFault } from './fault.ts';
import { Interruption } from './interruption.ts';
import { introduce, openPair, resumePair } from './opening.ts';
import { readOptions, usage, type Options } from './options.ts';
import { Pair } from './pair.ts';
import { Report } from './report.ts';
import { firstSync } from './steps/first-sync.ts';
import { playStory, sceneOf } from './story.ts';
import { stoppedText } from './stopped-text.ts';
import { visit } from './visit.ts';

const interruption = new Interruption();
const { signal } = interruption;
const report = new Report();

/** The pair that was kept in the folder, or a new one; what an earlier demo left behind otherwise is cleared away. */
const takePair = async (folder: string): Promise<Pair> => {
  const found = Pair.find(folder, signal);
  if (found?.owner !== undefined) {
    throw new StoryFault(
      `Another demo (process ${found.owner}) plays with the pair in ${folder}.`,
      'leave that one first, or take --dir DIR',
    );
  }
  if (found?.kept === true) {
    found.remember({ owner: process.pid });
    return found;
  }
  await found?.stop();
  await found?.remove();
  return Pair.create(folder, signal);
};

const prepare = async (pair: Pair): Promise<void> => {
  report.heading('Understudy: a pair of servers on this machine');
  if (pair.kept) await resumePair(pair, report, signal);
  else await openPair(pair, report);
  introduce(pair, report);
};

/** After a fault or an interruption nothing runs on; the folder of a fault stays for its logs. */
const abandon = async (pair: Pair): Promise<void> => {
  await pair.stop();
  if (signal.aborted && !pair.kept) await pair.remove();
  else pair.remember({ owner: null });
};

const finish = async (pair: Pair, keep: boolean): Promise<void> => {
  report.blank();
  if (keep) {
    pair.remember({ kept: true, owner: null });
    report.done(`The pair goes on in ${pair.folder}: "npm run demo" finds it again, "npm run demo -- --stop" ends it.`);
    return;
  }
  await pair.stop();
  pair.remember({ owner: null });
  if (pair.kept) {
    report.done(`The pair is stopped. It stays in ${pair.folder} until "npm run demo -- --stop".`);
    return;
  }
  await pair.remove();
  report.done('The pair is stopped, and nothing of it is left.');
};

const withPair = async ({ folder, keep }: Options, play: (pair: Pair) => Promise<void>): Promise<void> => {
  const pair = await takePair(folder);
  try {
    await prepare(pair);
    await play(pair);
    signal.throwIfAborted();
  } catch (error) {
    await abandon(pair);
    if (!signal.aborted) report.seen('the logs', `${folder}/core*/var/log`);
    throw error;
  }
  await finish(pair, keep);
};

const auto = (options: Options): Promise<void> => withPair(options, (pair) => playStory(sceneOf(pair, report, signal)));

const show = (options: Options): Promise<void> =>
  withPair(options, async (pair) => {
    if (pair.firstBytes === 0) {
      report.blank();
      report.heading(firstSync.title);
      await firstSync.play(sceneOf(pair, report, signal));
    }
    await visit(pair, pair.core2, report, interruption);
  });

const findPair = ({ folder }: Options): Pair => {
  const pair = Pair.find(folder, signal);
  if (pair !== undefined) return pair;
  throw new StoryFault(`There is no pair in ${folder}.`, '"npm run demo" makes one');
};

const stop = async ({ folder, keep }: Options): Promise<void> => {
  const found = Pair.find(folder, signal);
  if (found === undefined) {
    report.done(`There is no pair in ${folder}: nothing was stopped.`);
    return;
  }
  const stopped = stoppedText(found.servers);
  await found.endOwner();
  // The demo that played with it may have taken it away itself.
  const pair = Pair.find(folder, signal);
  await pair?.stop();
  report.done(stopped);
  if (keep && pair !== undefined) {
    pair.remember({ owner: null, kept: true });
    report.done(`Its data stays in ${folder}: "npm run demo" finds it again.`);
    return;
  }
  await pair?.remove();
  report.done(`Its data under ${folder} is removed.`);
};

const kill = async (options: Options): Promise<void> => {
  const server = findPair(options).byName(options.server);
  const killed = await server.kill();
  report.done(
    `SIGKILL to every process of ${server.name}: ${killed.map(({ name }) => name).join(', ') || 'none was running'}`,
  );
};

const start = async (options: Options): Promise<void> => {
  const server = findPair(options).byName(options.server);
  if (server.processes.length === 0) await server.start();
  report.done(`${server.name} is running.`);
};

const help = (): Promise<void> => {
  report.text(usage);
  return Promise.resolve();
};

const actions = { auto, show, stop, kill, start, help };

try {
  const options = readOptions(process.argv.slice(2));
  await actions[options.action](options);
} catch (error) {
  if (signal.aborted) {
    report.fault('Interrupted: nothing of the pair is running.');
    process.exitCode = 130;
  } else {
    report.fault((error as Error).message, error instanceof StoryFault ? error.hint : undefined);
    process.exitCode = error instanceof StoryFault ? error.exitStatus : 1;
  }
}
