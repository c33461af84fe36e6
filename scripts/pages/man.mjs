import { readFileSync } from 'node:fs';
import { consolePage } from '../man/console.mjs';
import { leasePage } from '../man/lease.mjs';
import { portalPage } from '../man/portal.mjs';
import { settingsPage } from '../man/settings.mjs';
import { setupPage } from '../man/setup.mjs';
import { workerPage } from '../man/worker.mjs';
import { at } from '../project.mjs';

const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

process.stdout.write(
  JSON.stringify({
    'understudy.1': consolePage(version),
    'understudy-lease.8': leasePage(version),
    'understudy-portal.8': portalPage(version),
    'understudy-setup.8': setupPage(version),
    'understudyd.8': workerPage(version),
    'understudy.conf.5': settingsPage(version),
  }),
);
