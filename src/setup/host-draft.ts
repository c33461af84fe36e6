import { hostDifference, type HostState } from '../config/host-change.ts';
import { hostLinesOf, type HostAnswers } from '../config/host-lines.ts';
import type { HostChange, HostSettings, InterfaceSettings } from '../control/host-settings-shapes.ts';
import type { Draft } from './draft.ts';

/** What the host will be set to once the answers are applied. */
export interface HostDraft extends HostState {
  readonly interfaces: readonly InterfaceSettings[];
  /** An account that is made or changed; without a password it stays as it is. */
  readonly administrator: { readonly name: string; readonly password: string | undefined } | undefined;
}

/** Undefined where the worker has a folder and no host. */
export const hostDraftFrom = (settings: HostSettings): HostDraft | undefined => {
  if (!settings.isHost) return undefined;
  const { hostname, domain, interfaces, nameServers, timeZone, ntpServers } = settings;
  return { hostname, domain, interfaces, nameServers, timeZone, ntpServers, administrator: undefined };
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const plainKeys = ['hostname', 'domain', 'nameServers', 'timeZone', 'ntpServers'] as const;

const administratorOf = ({ administrator }: HostDraft): Pick<HostChange, 'administrator'> => {
  if (administrator?.password === undefined) return {};
  return { administrator: { name: administrator.name, password: administrator.password } };
};

/** Only what differs; undefined: nothing. */
export const hostChangeOf = (before: HostDraft, after: HostDraft): HostChange | undefined => {
  const plain = plainKeys.filter((key) => !isSame(before[key], after[key]));
  const interfaces = after.interfaces.filter((one, i) => !isSame(one, before.interfaces[i]));
  const change: HostChange = {
    ...Object.fromEntries(plain.map((key) => [key, after[key]])),
    ...(interfaces.length === 0 ? {} : { interfaces }),
    ...administratorOf(after),
  };
  return Object.keys(change).length === 0 ? undefined : change;
};

const addressText = ({ method, address }: InterfaceSettings): string | null => (method === 'dhcp' ? 'dhcp' : address);

const gatewayOf = ({ interfaces }: HostDraft): string | null =>
  interfaces.find(({ gateway }) => gateway !== null)?.gateway ?? null;

/** The change as lines of an answers file, without its password and without the name, which the configuration has, too. */
export const hostLines = (before: HostDraft, after: HostDraft): string[] => {
  const change = hostChangeOf(before, after) ?? {};
  const { interfaces = [], administrator } = change;
  const plain = plainKeys.filter((key) => key !== 'hostname' && change[key] !== undefined);
  const gateway = gatewayOf(after);
  const answers: HostAnswers = {
    ...Object.fromEntries(plain.map((key) => [key, change[key]])),
    interfaces: Object.fromEntries(interfaces.map((one) => [one.name, addressText(one)])),
    ...(gatewayOf(before) === gateway ? {} : { defaultGateway: gateway }),
    ...(administrator === undefined ? {} : { administrator }),
  };
  return hostLinesOf(answers);
};

/** The host with what a file says of it. @throws Error where an interface or a gateway does not fit this host */
export const withHostAnswers = (draft: HostDraft, answers: HostAnswers): HostDraft => {
  const difference = hostDifference(answers, draft);
  if (difference === undefined) return draft;
  const { interfaces = [], ...others } = difference;
  return {
    ...draft,
    ...others,
    interfaces: draft.interfaces.map((one) => interfaces.find(({ name }) => name === one.name) ?? one),
  };
};

/** The draft with another host; without one it stays as it is. */
export const withHost = (draft: Draft, change: (host: HostDraft) => Partial<HostDraft>): Draft =>
  draft.host === undefined ? draft : { ...draft, host: { ...draft.host, ...change(draft.host) } };
