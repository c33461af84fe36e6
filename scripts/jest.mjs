import { runForeground } from './program.mjs';
import { runtime, tool } from './project.mjs';

/** What was given to jest itself: all behind a leading `--`, or everything. */
export const behindBar = (options) => (options[0] === '--' ? options.slice(1) : options);

/**
 * Runs jest with the project's runtime; a run without a test is a failure. The selection comes first: it may end in a list,
 * which the flag behind it closes. Its exit status.
 */
export const runJest = (selection, options) =>
  runForeground(runtime, [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    tool.jest,
    ...selection,
    '--passWithNoTests=false',
    ...options,
  ]);
