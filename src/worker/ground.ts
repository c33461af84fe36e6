import { hostname } from 'node:os';
import { ensureKeyPair } from '../peer/keys.ts';
import { History } from '../store/history.ts';
import { KeptSecrets } from '../store/kept-secrets.ts';
import { lockRoot, type Lock } from '../store/lock.ts';
import { ownFolders, pathsUnder, type Paths } from '../store/paths.ts';
import { StateFile } from '../store/state-file.ts';
import { RunningConfig } from './configuration/running-config.ts';
import { recoverHost } from './host-changes.ts';
import { openLogs, type Logs } from './log.ts';

/** What is on the disk of a worker that starts. */
export interface Opened {
  readonly paths: Paths;
  readonly lock: Lock;
  readonly logs: Logs;
  readonly running: RunningConfig;
  readonly state: StateFile;
  readonly history: History;
  /** Those that have to be used: for mail server and witness. */
  readonly secrets: KeptSecrets;
  readonly publicKey: string;
  /** The program that `authorized_keys` forces on a peer. */
  readonly peerProgram: string;
}

/**
 * Takes the root and reads what is there.
 *
 * @throws UnderstudyError refused when another worker holds the root, usage for a broken configuration, resource for a
 *   damaged state
 */
export const openRoot = async (root: string, peerProgram: string): Promise<Opened> => {
  const paths = pathsUnder(root);
  const lock = lockRoot(paths.lock);
  const recovered = await recoverHost(paths);
  const running = await RunningConfig.open(paths.config, hostname().toLowerCase(), ownFolders(paths));
  const state = await StateFile.open(paths.state, running.config.hostname);
  const logs = openLogs(paths.logs);
  if (recovered !== undefined) logs.worker.warn(recovered);
  const publicKey = await ensureKeyPair(paths.sshKey, `understudy@${running.config.hostname}`);
  const history = new History(paths.history, (aside) =>
    logs.worker.error(`The history was damaged: it is set aside as ${aside} and a new one is begun`),
  );
  const secrets = await KeptSecrets.open(paths.secrets, (aside) =>
    logs.worker.error(`The secrets could not be read: they are set aside as ${aside}, and have to be set anew`),
  );
  return { paths, lock, logs, running, state, history, secrets, publicKey, peerProgram };
};

/** What every part of a worker stands on, there before the first of them is made. */
export class Ground implements Opened {
  readonly paths: Paths;
  readonly lock: Lock;
  readonly logs: Logs;
  readonly running: RunningConfig;
  readonly state: StateFile;
  readonly history: History;
  readonly secrets: KeptSecrets;
  readonly publicKey: string;
  readonly peerProgram: string;

  protected constructor(opened: Opened) {
    this.paths = opened.paths;
    this.lock = opened.lock;
    this.logs = opened.logs;
    this.running = opened.running;
    this.state = opened.state;
    this.history = opened.history;
    this.secrets = opened.secrets;
    this.publicKey = opened.publicKey;
    this.peerProgram = opened.peerProgram;
  }
}
