import { initialConfig, type Config } from '../../src/config/config.ts';
import { readLines } from '../../src/config/lines.ts';
import { faultsOf, printConfig } from '../../src/config/text.ts';
import type { ConfigChange, ConfigText } from '../../src/control/config-shapes.ts';
import { UnderstudyError } from '../../src/error.ts';
import type { FakeControl } from './fake-control.ts';

/** Has the stand-in understand lines of configuration as the worker does. Gives what it holds. */
export const configuring = (worker: FakeControl, before: readonly string[] = []): { readonly text: () => string } => {
  let config: Config = readLines(before, initialConfig()).config;
  const shown = (): ConfigText => ({
    text: printConfig(config),
    revision: 1,
    unsaved: true,
    pending: null,
    secretsTag: null,
  });
  const change = ({ lines, mayBeOpen = false }: { lines: string[]; mayBeOpen?: boolean }): ConfigChange => {
    const read = readLines(lines, config, { mayBeOpen });
    const [bad] = read.faults;
    const where = lines.length > 1 ? `line ${bad?.line ?? 0}: ` : '';
    const message = bad === undefined ? faultsOf(read.config)[0] : where + bad.message;
    if (message !== undefined) throw new UnderstudyError('usage', message, { hint: 'nothing was changed' });
    if (read.missing.length === 0) config = read.config;
    return { message: '', changed: true, warnings: read.warnings, missing: read.missing, ...shown() };
  };
  worker.replies.set('POST /v1/config', change);
  worker.replies.set('GET /v1/config', shown);
  return { text: () => printConfig(config) };
};
