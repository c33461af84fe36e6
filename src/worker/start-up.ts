import { reasonOf } from '../error.ts';
import { release } from './release.ts';
import { takeUp } from './take-up.ts';
import type { Worker } from './worker.ts';

const endLeftovers = async ({ services, logs }: Worker): Promise<void> => {
  for (const name of await services.endLeftovers()) {
    logs.worker.warn(`Service ${name} had left processes behind when the worker was killed: they are ended`);
  }
};

/** A copy that was not yet, or not wholly, in place when the worker died is put in place (D9). */
const finishInterruptedApply = async ({ engine: { node }, syncs, logs }: Worker): Promise<void> => {
  if (node.mode !== 'secondary' || node.ownData) return;
  await syncs.applyNewest(new AbortController().signal).catch((error: unknown) => {
    logs.worker.error(`The newest copy could not be put in place: ${reasonOf(error)}`);
  });
};

/** Starts the parts of a worker: what an earlier life left is dealt with before the state machine is booted, and nobody is let in before that. */
export const startUp = async (worker: Worker): Promise<void> => {
  worker.logs.worker.info(`understudyd ${release} starts as ${worker.config.hostname} under ${worker.paths.root}`);
  await worker.disk.start();
  await endLeftovers(worker);
  await worker.entrance.recover();
  worker.syncs.recover();
  await worker.copies.recover();
  await worker.size.refresh();
  await worker.services.configure(worker.config, { isStart: true });
  await worker.trust.write();
  worker.running.onChange((now, before) => takeUp(worker, now, before));
  await worker.virtualIp.open();
  await worker.notifications.open();
  worker.serveLease.boot();
  await worker.engine.dispatch({ type: 'boot' });
  worker.services.watch();
  await worker.entrance.open();
  await worker.portal.changed();
  await worker.configurator.open();
  await worker.api.open(worker, worker.privilege);
  await worker.watch.restart();
  worker.timetable.resume();
  worker.serveLease.start();
  worker.pulse.start();
  await finishInterruptedApply(worker);
};
