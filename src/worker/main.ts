import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf, UnderstudyError } from '../error.ts';
import { pathsUnder } from '../store/paths.ts';

// That node:ffi is new is known (docs/adr/0010); every other warning is worth reading.
process.removeAllListeners('warning').on('warning', ({ name, message }) => {
  if (name !== 'ExperimentalWarning') process.stderr.write(`<4>${name}: ${message}\n`);
});

// Only in a folder of our own (systemd's CacheDirectory=): compiled code found under /tmp could be anybody's.
const cacheFolder = process.env['CACHE_DIRECTORY'];
if (cacheFolder !== undefined) enableCompileCache(cacheFolder);
const { commandLine } = await import('./command-line.ts');
const { Worker } = await import('./worker.ts');

const fail = (error: unknown): never => {
  const hint = error instanceof UnderstudyError && error.hint !== undefined ? ` (${error.hint})` : '';
  process.stderr.write(`understudyd: ${reasonOf(error)}${hint}\n`);
  process.exit(error instanceof UnderstudyError ? error.exitStatus : 1);
};

const program = commandLine()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

const options = program.opts<{ root: string; giveUnitsBack?: true }>();
const root = resolve(options.root);
if (options.giveUnitsBack === true) {
  const { giveUnitsBack } = await import('./give-units-back.ts');
  for (const sentence of await giveUnitsBack(pathsUnder(root)).catch(fail)) process.stdout.write(`${sentence}.\n`);
  process.exit(0);
}
const peerProgram = fileURLToPath(new URL('../../../bin/understudy-peer', import.meta.url));
const worker = await Worker.start(root, peerProgram).catch(fail);

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  worker.stop().then(() => process.exit(0), fail);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// A bug in one piece of work is written down and must not take the server with it.
process.on('unhandledRejection', (error) => {
  worker.logs.worker.error(
    `Unexpected fault, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
});
