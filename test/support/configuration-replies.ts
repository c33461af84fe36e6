import type {
  ArchivedConfig,
  ArchivedText,
  ArchiveList,
  ConfigCheck,
  ConfigDifference,
  ConfigReplacement,
  FileList,
  FileText,
} from '../../src/control/config-shapes.ts';
import type { Answer } from '../../src/control/shapes.ts';
import { ago, configText } from './status-fixtures.ts';

const done = (message: string): Answer => ({ message, changed: true, warnings: [] });

const copy: ArchivedConfig = {
  number: 12,
  at: ago(3600),
  by: 'root at pts/1',
  what: 'write memory',
  isRunning: false,
};

/** What the worker answers about the configuration as a whole and the files of the console. */
export const configurationReplies: readonly [string, object][] = [
  [
    'POST /v1/config/replace',
    {
      ...done('The running configuration is now that of before.conf'),
      difference: ['- failover heartbeat failures 5', '+ failover heartbeat failures 4'],
      revision: 3,
    } satisfies ConfigReplacement,
  ],
  ['POST /v1/config/check', { faults: [] } satisfies ConfigCheck],
  ['POST /v1/config/merge', done('before.conf is in force on top of what was there')],
  ['POST /v1/config/copy', done('running-config is in before.conf (80 bytes)')],
  ['POST /v1/config/erase', done('[OK]\nErase of startup-config: complete')],
  ['POST /v1/config/confirm', done('The changes are confirmed and stay in force')],
  ['POST /v1/config/revert', done('The configuration was rolled back')],
  ['GET /v1/config/archive', { copies: [copy], pending: null } satisfies ArchiveList],
  ['GET /v1/config/archive/copy', { ...copy, text: configText.text, secretsTag: null } satisfies ArchivedText],
  [
    'POST /v1/config/difference',
    {
      from: 'archive 12',
      to: 'running-config',
      difference: ['+ failover heartbeat failures 4'],
    } satisfies ConfigDifference,
  ],
  [
    'GET /v1/files',
    {
      files: [{ name: 'before.conf', bytes: 80, modified: ago(60) }],
      bytes: 80,
      mostBytes: 33_554_432,
    } satisfies FileList,
  ],
  ['GET /v1/files/text', { name: 'before.conf', text: 'hostname core2\n' } satisfies FileText],
  ['POST /v1/files/write', done('before.conf: 80 bytes')],
  ['POST /v1/files/delete', done('before.conf is deleted')],
];
