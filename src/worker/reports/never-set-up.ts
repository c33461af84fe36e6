import type { Worker } from '../worker.ts';

/** A host on which nobody has saved a configuration: the wizard is the next step. */
export const isNeverSetUp = ({ paths, running, config }: Pick<Worker, 'paths' | 'running' | 'config'>): boolean =>
  paths.root === '/' && running.savedText === '' && config.peer === undefined;
