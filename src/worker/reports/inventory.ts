import type { Inventory } from '../../control/host-shapes.ts';
import { readDisks, readHardware } from '../../host/hardware.ts';
import { dirname } from 'node:path';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

/** What this server is made of, with the room in every folder that Understudy writes to. */
export const inventoryOf = async ({ config, paths }: Worker): Promise<Inventory> => {
  const datasets = Object.entries(config.datasets).map(([name, { path }]) => [`dataset ${name}`, path] as const);
  const [hardware, disks] = await Promise.all([
    readHardware(),
    readDisks([['state', dirname(paths.state)], ['copies', paths.generations], ['logs', paths.logs], ...datasets]),
  ]);
  return {
    hostname: config.hostname,
    ...hardware,
    disks,
    runtime: `Node ${process.versions.node}`,
    release,
  };
};
