import type { Worker } from './worker.ts';

/** Stops serving first, then everything else. */
export const shutDown = async (worker: Worker): Promise<void> => {
  worker.logs.worker.info('understudyd stops');
  worker.pulse.stopping();
  worker.stage.shut();
  await worker.pulse.stop();
  worker.configurator.confirmation.stop();
  worker.disk.stop();
  worker.timetable.stop();
  worker.pairing.stop();
  await worker.watch.stop();
  await worker.syncs.abort('the worker stops');
  await worker.services.stopAll();
  await worker.services.close();
  worker.sessions.notice('The worker stops');
  worker.sessions.closeAll();
  worker.portal.stop();
  await Promise.all([worker.api.close(), worker.entrance.close(), worker.virtualIp.close()]);
  await worker.notifications.stop();
  await worker.serveLease.stop();
  worker.witness.close();
  worker.links.close();
  worker.history.close();
  await worker.logs.close();
  worker.lock.release();
};
