import { Hono } from 'hono';
import type { HostSettings } from '../../control/host-settings-shapes.ts';
import { readHostSettings } from '../../host/settings/host-settings.ts';
import type { Worker } from '../worker.ts';

/** Only the worker of the whole host changes it. */
export const isHost = ({ paths }: Pick<Worker, 'paths'>): boolean => paths.root === '/';

const settingsUnder = ({ paths, config }: Worker): HostSettings => ({
  isHost: false,
  manager: null,
  managerReason: `this worker has the folder ${paths.root} and not a host`,
  hostname: config.hostname,
  domain: null,
  interfaces: [],
  nameServers: [],
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  ntpServers: [],
  ntpReason: null,
  administrators: [],
  takenNames: [],
});

/** What this host is set to (G1); privileged. */
export const hostSettingsRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  app.get('/host-settings', async (c) => {
    const settings: HostSettings = isHost(worker)
      ? { isHost: true, ...(await readHostSettings({ root: worker.paths.root })) }
      : settingsUnder(worker);
    return c.json(settings);
  });
  return app;
};
