import { fieldKeys, fieldOf, initialConfig, type Config } from '../config/config.ts';
import { openEntry, type OpenEntry } from '../config/entry.ts';
import type { ControlClient } from '../control/client.ts';
import { secretMask } from '../config/secret-mask.ts';
import { parseConfig } from '../config/text.ts';
import type { SetupRequest } from '../control/setup-shapes.ts';
import type { FailoverStatus } from '../control/shapes.ts';
import { linesBetween } from '../config/change-lines.ts';
import { UnderstudyError } from '../error.ts';
import type { HostSettings } from '../control/host-settings-shapes.ts';
import { readConnection, type Connection } from './connection.ts';
import { hostChangeOf, hostDraftFrom, type HostDraft } from './host-draft.ts';

export type Mode = 'primary' | 'secondary';

/** What will hold once the answers are applied. */
export interface Draft {
  /** Secrets are not in it: they never leave the worker. */
  readonly config: Config;
  /** The trusted host that is being described; in `config` as soon as none of its parts is missing. */
  readonly peerHost: OpenEntry | undefined;
  /** The host itself; undefined where the worker has a folder and no host. */
  readonly host: HostDraft | undefined;
  /** A new enable secret, in clear or as the hash it is stored as. */
  readonly secret: string | undefined;
  readonly mode: Mode;
}

/** What holds now. */
export interface Current {
  readonly config: Config;
  readonly host: HostSettings;
  readonly secretIsSet: boolean;
  readonly status: FailoverStatus;
  readonly mode: Mode;
  readonly revision: number;
  /** Undefined: the operator sits at the server. */
  readonly connection: Connection | undefined;
  /** Nothing was ever saved on this server. */
  readonly isFirstRun: boolean;
}

/** The trusted host of that name as it is, or as a new one begins. */
export const peerHostOf = (config: Config, name: string | undefined): OpenEntry | undefined =>
  name === undefined ? undefined : openEntry(config, 'trustedHosts', name);

export const draftFrom = ({ config, host, mode }: Current): Draft => ({
  config,
  mode,
  peerHost: peerHostOf(config, config.peer),
  host: hostDraftFrom(host),
  secret: undefined,
});

const hasNoStatement = (text: string): boolean => text.split('\n').every((line) => /^\s*(!.*|end\s*)?$/.test(line));

/**
 * Asks the worker for everything that the wizard shows.
 *
 * @throws UnderstudyError permission for an account that is not privileged, or that the worker is down
 */
export const readCurrent = async (client: ControlClient): Promise<Current> => {
  const [running, host, startup, status, secretIsSet, connection] = await Promise.all([
    client.runningConfig(),
    client.hostSettings(),
    client.startupConfig(),
    client.failover(),
    client.secretIsSet(),
    readConnection(client),
  ]);
  const base = initialConfig();
  const { config, faults } = parseConfig(running.text, base, { ...base, enableSecret: secretMask });
  if (config === undefined)
    throw new UnderstudyError(
      'failed',
      `The running configuration is not understood: ${faults[0]?.message ?? 'no reason'}`,
      {
        hint: 'this program and the worker may be of different releases: restart understudyd',
      },
    );
  const isFirstRun = hasNoStatement(startup.text);
  const { revision } = running;
  return { config, host, secretIsSet, status, connection, mode: status.mode, revision, isFirstRun };
};

const hostPartOf = (current: Current, { host }: Draft): Pick<SetupRequest, 'host'> => {
  const before = hostDraftFrom(current.host);
  const change = before === undefined || host === undefined ? undefined : hostChangeOf(before, host);
  return change === undefined ? {} : { host: change };
};

/** What has to be done so that the draft holds; undefined: nothing. */
export const requestFor = (current: Current, draft: Draft): Omit<SetupRequest, 'save'> | undefined => {
  const lines = linesBetween(current.config, draft.config);
  const enableSecret = draft.secret === undefined ? {} : { enableSecret: draft.secret };
  const mode = draft.mode === current.mode ? {} : { mode: draft.mode };
  const host = hostPartOf(current, draft);
  const parts = { ...enableSecret, ...mode, ...host };
  return lines.length === 0 && Object.keys(parts).length === 0
    ? undefined
    : { revision: current.revision, lines, ...parts };
};

/** What is worth knowing of the values that change (C8). */
export const warningsOf = (current: Current, draft: Draft): string[] =>
  fieldKeys.flatMap((key) => {
    const value: unknown = draft.config[key];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(current.config[key])) return [];
    return fieldOf(key).warn?.(value) ?? [];
  });
