import { pathsUnder } from '../../build/src/store/paths.js';

/** What each file of the product is for. A path without a sentence here fails the generation. */
const purposes = {
  config: 'the saved configuration, in the language of the console; what it was before stands beside it as .previous',
  state: 'role, phase and terms of this server, written before anything is done',
  configArchive: 'numbered copies of earlier configurations',
  pendingConfirm: 'what is rolled back unless it is confirmed in time',
  files: 'files of the console: "dir" lists them',
  secrets: 'secrets that have to be used, such as the password at the mail server; the configuration only says which',
  notifications: 'mails that wait for the mail server',
  history: 'events, synchronizations and the audit of commands',
  lock: 'held by the worker that runs',
  logs: 'HighAvailability.log, understudyd.log and service-NAME.log, with their predecessors .1, .2 and so on',
  controlSocket: 'for everybody: what it may be asked depends on the secret that was given',
  adminSocket: 'for the owner of the installation: no secret is asked',
  leaseSocket: 'for understudy-lease alone: what the worker grants it',
  services: 'which processes are those of protected services',
  units: 'how the units of protected services were enabled before',
  peerSocket: 'for understudy-peer alone, the forced command of the other server',
  sshKey: 'the key of this server',
  authorizedKeys: 'the keys of trusted hosts, written from the configuration',
  knownHosts: 'the keys of their SSH servers, written from the configuration',
  certificate: 'certificate of the health pages',
  certificateKey: 'its key',
  generations: 'complete copies',
  staging: 'the copy that is under way',
  snapshots: 'snapshots that the other server is fetching',
  orphans: 'what only this server had when a copy replaced its data',
  hostJournal: 'there while a setup changes the host: what has to be undone when it is interrupted',
  hostCopies: 'files of the system as they were before a setup changed them',
};

/** Rows of path and purpose: the named ones, or all. */
export const files = (...names) => {
  const { root, ...paths } = pathsUnder('/');
  const missing = Object.keys(paths).filter((name) => purposes[name] === undefined);
  if (root !== '/' || missing.length > 0)
    throw new Error(`scripts/man/files.mjs does not say what these paths are for: ${missing.join(', ')}`);
  return (names.length > 0 ? names : Object.keys(paths)).map((name) => [paths[name], purposes[name]]);
};
