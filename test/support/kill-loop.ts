import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyGeneration } from '../../src/replication/apply.ts';
import { newestGeneration, recoverStore } from '../../src/replication/generation.ts';
import { removeStaleSnapshots } from '../../src/replication/snapshot.ts';
import { addDevices, never, pathOf, replicaUnder } from './replica.ts';

/**
 * What a standby does, as fast as it can, until it is killed: `node kill-loop.ts ROOT`. It starts when it is told to, so
 * that the time it takes to load is not part of what is killed.
 */
const replica = replicaUnder(process.argv[2]!);
const { source, standby, generationsFolder } = replica;
const files = pathOf(replica.live, 'files');

/** Changes, removes and adds files, the same ones again and again; and rows. */
const change = async (step: number): Promise<void> => {
  const name = (n: number): string => join(files, 'certificates', `${n % 30}.pem`);
  await writeFile(name(step), `certificate of step ${step} by ${process.pid}\n`.repeat(1 + (step % 200)));
  await rm(name(step + 7), { force: true });
  if (step % 3 === 0) addDevices(pathOf(replica.live, 'registry'), 3);
};

const report = (step: string): boolean => process.stdout.write(`${step}\n`);

report('ready');
await once(process.stdin, 'data');

// As a worker does when it starts.
await removeStaleSnapshots(source.snapshotsFolder);
await recoverStore(generationsFolder);
let applied = await newestGeneration(generationsFolder);
if (applied !== null) await applyGeneration({ generation: applied, datasets: standby, thorough: true, signal: never });

source.tampering.beforeFetch = (_what, attempt) => (attempt % 3 === 0 ? change(attempt + 1000) : undefined);
for (let step = 0; ; step++) {
  await change(step);
  const { generation } = await replica.sync({
    run: `run-${process.pid}-${step}`,
    keep: 2,
    applied: applied?.number ?? null,
    onTask: ({ name, result }) => report(`${name} ${result}`),
  });
  report('apply running');
  await applyGeneration({ generation, datasets: standby, signal: never });
  applied = generation;
  report('apply success');
}
