import { resolve } from 'node:path';
import { reasonOf } from '../error.ts';
import { certificateFolder } from './certificate.ts';
import { commandLine } from './command-line.ts';
import { CertificateChanged, Portal } from './portal.ts';
import { WorkerLink } from './worker-link.ts';

/** journald reads the level from the prefix. */
const journalLevel = { info: 6, warning: 4 } as const;
const say = (level: keyof typeof journalLevel, sentence: string): void =>
  void process.stderr.write(`<${journalLevel[level]}>${sentence.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`);
// Nobody may read it any more: no reason to end.
process.stderr.on('error', () => undefined);

const program = commandLine()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const root = resolve(program.opts<{ root: string }>().root);

const stopping = new AbortController();
process.on('SIGTERM', () => stopping.abort());
process.on('SIGINT', () => stopping.abort());

const portal = new Portal({ link: new WorkerLink(root), folder: certificateFolder(root, process.env), say });
try {
  await portal.run(stopping.signal);
} catch (error) {
  // systemd starts it again, with the certificate as it is by then.
  say(error instanceof CertificateChanged ? 'info' : 'warning', `${reasonOf(error)}: the portal ends`);
  process.exitCode = error instanceof CertificateChanged ? 0 : 1;
}
