/**
 * `make.mjs USE CONFIG BLOB`: makes a startup snapshot of the console beside a stand-in for the worker, so that the commands
 * which are to start fast have run once before.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { FakeControl } from '../../test/support/fake-control.ts';

const [use, config, blob] = process.argv.slice(2);
/** The same source gives the same snapshot: nothing in it is left to chance, and no folder is in it. */
const alike = ['--no-warnings', '--random-seed=1', '--hash-seed=1'];
const worker = await FakeControl.start();
try {
  const child = spawn(
    process.execPath,
    [...alike, '--snapshot-blob', basename(blob), '--build-snapshot-config', basename(config)],
    {
      argv0: 'node',
      cwd: dirname(blob),
      env: { UNDERSTUDY_WARM: use, UNDERSTUDY_ROOT: worker.root.path, HOME: worker.root.path, TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  child.stdout.resume();
  const [status] = await once(child, 'close');
  process.exitCode = status ?? 1;
} finally {
  await worker.stop();
}
