import { readFileSync } from 'node:fs';
import { consolePage } from '../man/console.mjs';
import { settingsPage } from '../man/settings.mjs';
import { setupPage } from '../man/setup.mjs';
import { workerPage } from '../man/worker.mjs';
import { at } from '../project.mjs';

const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

process.stdout.write(
  JSON.stringify({
    'understudy.1': consolePage(version),
    'understudy-setup.8': setupPage(version),
    'understudyd.8': workerPage(version),
    'understudy.conf.5': settingsPage(version),
  }),
);
