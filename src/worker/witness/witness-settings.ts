import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { addressPart } from '../../config/address-value.ts';
import { addressOf, type Config } from '../../config/config.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import type { Blocker } from '../../failover/readiness.ts';
import type { EtcdOptions } from '../../witness/etcd-client.ts';

/** What of a worker the settings of the witness have to do with. */
export interface Setting {
  readonly config: Config;
  /** Under which paths of the configuration lie. */
  readonly root: string;
  readonly secretOf: (reference: string) => string | undefined;
  /** Of this host's interfaces. */
  readonly ownAddresses: readonly string[];
  /** What the peer called the pair in its last heartbeat; undefined: it has not been heard, or has no witness. */
  readonly peersPair: string | undefined;
}

/** The name of the pair at the witness, the same on both servers (3.2). */
export const pairNameOf = ({ witnessPair, hostname, peer }: Config): string =>
  witnessPair ??
  [hostname, peer ?? '']
    .filter((name) => name !== '')
    .sort()
    .join('+');

const tlsKeys = ['witnessCa', 'witnessCertificate', 'witnessKey'] as const;

/** An endpoint that does not answer must not eat up the lease before the next one is asked. */
const requestsPerLease = 5;

export const etcdOptionsOf = ({ config, root, secretOf }: Setting): EtcdOptions => {
  const { witnessEndpoints = [], witnessUser: user, witnessPassword: reference, lease } = config;
  const [ca, certificate, key] = tlsKeys.map((name) => {
    const path = config[name];
    return path === undefined ? undefined : join(root, path);
  });
  const password = (): Promise<string> => {
    const secret = reference === undefined ? undefined : secretOf(reference);
    if (secret !== undefined) return Promise.resolve(secret);
    return Promise.reject(
      new UnderstudyError('refused', 'the password of the witness is not known on this server', {
        hint: '"failover witness etcd password" sets it',
      }),
    );
  };
  return {
    endpoints: witnessEndpoints,
    tls: { ca, certificate, key: certificate === undefined ? undefined : key },
    login: user === undefined ? undefined : { user, password },
    requestTimeoutMs: Math.max(100, Math.floor(lease.leaseMs / requestsPerLease)),
  };
};

const fileFaults = ({ config, root }: Setting): Blocker[] =>
  tlsKeys.flatMap((name) => {
    const path = config[name];
    if (path === undefined) return [];
    try {
      accessSync(join(root, path), constants.R_OK);
      return [];
    } catch (error) {
      const sentence = `${path}, for the witness, cannot be read (${reasonOf(error).split(':')[0] ?? ''})`;
      return [{ sentence, remedy: 'put the file there, readable for root' }];
    }
  });

const loginFaults = ({ config, secretOf }: Setting): Blocker[] => {
  const { witnessUser, witnessPassword, witnessCertificate, witnessKey } = config;
  return [
    ...(witnessUser !== undefined && (witnessPassword === undefined || secretOf(witnessPassword) === undefined)
      ? [
          {
            sentence: `The password of ${witnessUser} at the witness is not known on this server`,
            remedy: '"failover witness etcd password" in configuration mode sets it',
          },
        ]
      : []),
    ...(witnessCertificate !== undefined && witnessKey === undefined
      ? [
          {
            sentence: 'The certificate that is shown to the witness has no key',
            remedy: '"failover witness etcd key" in configuration mode names it',
          },
        ]
      : []),
  ];
};

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Whose address it is, of the pair's; undefined: it is somewhere else. */
const ownerOf = (host: string, { config, ownAddresses }: Setting): string | undefined => {
  const { virtualAddress, hostname, trustedHosts } = config;
  if (isLoopback(host) || host === hostname || ownAddresses.includes(host)) return 'this server';
  if (virtualAddress !== undefined && host === addressPart(virtualAddress)) return 'the virtual address';
  return Object.entries(trustedHosts).find(
    ([name, one]) => host === name || host === addressOf(name, one) || host === one.directAddress,
  )?.[0];
};

/** A witness that goes down with one of the two is none. */
const placeFaults = (setting: Setting): Blocker[] =>
  (setting.config.witnessEndpoints ?? []).flatMap((url) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const owner = ownerOf(host, setting);
    return owner === undefined
      ? []
      : [
          {
            sentence: `The witness ${url} is on ${owner}: it is lost together with it, and then nobody takes over unless a majority of etcd is elsewhere`,
            remedy: 'let etcd run on a third machine',
          },
        ];
  });

/** What is wrong with the settings so that the witness cannot be asked. */
export const witnessFaultsOn = (setting: Setting): Blocker[] => {
  const { config, peersPair } = setting;
  if (config.witnessEndpoints === undefined) return [];
  const pair = pairNameOf(config);
  const misnamed =
    peersPair === undefined || peersPair === pair
      ? []
      : [
          {
            sentence: `This server calls the pair ${pair} at the witness, and ${config.peer ?? 'the peer'} calls it ${peersPair}: both could be let serve`,
            remedy: 'give it one name on both servers: "failover witness etcd pair NAME"',
          },
        ];
  return [...misnamed, ...fileFaults(setting), ...loginFaults(setting)];
};

/** Worth knowing where the settings are typed. */
export const witnessWarnings = (setting: Setting): string[] =>
  [...witnessFaultsOn(setting), ...placeFaults(setting)].map(({ sentence, remedy }) => `${sentence}: ${remedy ?? ''}`);
