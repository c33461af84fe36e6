import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoryFault } from './fault.ts';
import { releaseFolder } from './pair.ts';
import { choosePorts } from './ports.ts';
import { inProject } from './project.ts';
import type { Scene } from './scene.ts';
import { Server } from './server.ts';

/** A release that no server of the pair has. */
export const otherRelease = '99.0.0';

/** An installation like this one but for its release. */
const installOther = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const manifest = JSON.parse(await readFile(inProject('package.json'), 'utf8')) as object;
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: otherRelease }));
  for (const part of ['bin', 'build']) await cp(inProject(part), join(folder, part), { recursive: true });
  await symlink(inProject('node_modules'), join(folder, 'node_modules'));
};

/** A third server, core3: running, in a release of its own, known to nobody. */
export const newcomer = async ({ pair, signal }: Scene): Promise<Server> => {
  const install = join(pair.folder, releaseFolder);
  for (const earlier of [install, join(pair.folder, 'core3')]) await rm(earlier, { recursive: true, force: true });
  await installOther(install);
  const [ports] = await choosePorts(1);
  if (ports === undefined) throw new StoryFault('No free ports on 127.0.0.1.');
  const core3 = new Server('core3', pair.folder, ports, signal, install);
  await core3.create();
  await core3.start();
  return core3;
};
