import { join } from 'node:path';

/** Every path of the product, under one root (`/` on a real host, `--root DIR` elsewhere; design 8). */
export interface Paths {
  readonly root: string;
  readonly config: string;
  /** Copies of earlier configurations. */
  readonly configArchive: string;
  /** There while a change waits for "configure confirm". */
  readonly pendingConfirm: string;
  /** Files of the console. */
  readonly files: string;
  readonly state: string;
  /** Secrets that have to be used, apart from the configuration (design 7). */
  readonly secrets: string;
  /** Mails that wait for the mail server, and what became of the last ones. */
  readonly notifications: string;
  readonly history: string;
  /** Held by the worker that runs. */
  readonly lock: string;
  readonly logs: string;
  /** Clients of any privilege. */
  readonly controlSocket: string;
  /** Whoever may open it is privileged: it lies in a folder that only its owner may enter. */
  readonly adminSocket: string;
  /** Where the lease renewer of the virtual address reaches the worker. */
  readonly leaseSocket: string;
  /** Which processes are those of protected services. */
  readonly services: string;
  /** How units were before they became protected services. */
  readonly units: string;
  /** What `understudy-peer` reaches. */
  readonly peerSocket: string;
  readonly sshKey: string;
  readonly authorizedKeys: string;
  readonly knownHosts: string;
  readonly certificate: string;
  readonly certificateKey: string;
  /** Complete copies (Secondary). */
  readonly generations: string;
  /** A copy under way (Secondary); on the file system of `generations`. */
  readonly staging: string;
  /** Snapshots that a peer is fetching (Primary). */
  readonly snapshots: string;
  /** What only this server had when a copy replaced its data. */
  readonly orphans: string;
  /** There while a setup changes the host. */
  readonly hostJournal: string;
  /** Files of the system as they were before a setup changed them. */
  readonly hostCopies: string;
}

export const pathsUnder = (root: string): Paths => {
  const at = (...parts: string[]): string => join(root, ...parts);
  const state = (...parts: string[]): string => at('var/lib/understudy', ...parts);
  const run = (...parts: string[]): string => at('run/understudy', ...parts);
  return {
    root,
    config: at('etc/understudy/understudy.conf'),
    configArchive: state('config-archive'),
    pendingConfirm: state('pending-confirm.json'),
    files: state('files'),
    state: state('state.json'),
    secrets: state('secrets.json'),
    notifications: state('notifications'),
    history: state('history.sqlite'),
    lock: state('lock.sqlite'),
    logs: at('var/log/understudy'),
    controlSocket: run('control.sock'),
    adminSocket: run('private/admin.sock'),
    leaseSocket: run('private/lease.sock'),
    services: run('private/services'),
    units: state('units.json'),
    peerSocket: run('peer.sock'),
    sshKey: state('ssh/id_ed25519'),
    authorizedKeys: state('ssh/authorized_keys'),
    knownHosts: state('ssh/known_hosts'),
    certificate: state('tls/certificate.pem'),
    certificateKey: state('tls/key.pem'),
    generations: state('generations'),
    staging: state('staging'),
    snapshots: state('snapshots'),
    orphans: state('orphans'),
    hostJournal: state('host-change.json'),
    hostCopies: state('host-copies'),
  };
};

/** Where the product's own files lie: no dataset may reach into them. */
export const ownFolders = ({ root }: Paths): string[] =>
  ['etc/understudy', 'var/lib/understudy', 'var/log/understudy', 'run/understudy'].map((folder) => join(root, folder));
