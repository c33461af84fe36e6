import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Server } from './server.ts';

/** Everything a server needs to know of another one to trust it: the line that an operator types. */
export const trustLine = async (other: Server): Promise<string> => {
  const { key } = await other.operator.read<{ key: string }>('show failover key');
  const place = `address 127.0.0.1 port ${other.ports.ssh} user ${userInfo().username}`;
  return `trusted-host ${other.name} ${place} key ${key} host-key ${await other.hostKey()}`;
};

const hourMs = 3_600_000;

/** Two hours from now, GMT, so that no scheduled run falls into the story. */
const startTime = (): string => new Date(Date.now() + 2 * hourMs).toISOString().slice(11, 16);

/** The secret that `enable` asks for in the demo. It is no secret. */
export const demoSecret = 'understudy';

/** The session that turns a server into one half of the pair: what an operator would paste into its console. */
export const pairSession = async (server: Server, peer: Server): Promise<string> =>
  `${[
    'configure terminal',
    `enable secret ${demoSecret}`,
    await trustLine(peer),
    `failover peer ${peer.name}`,
    'failover on-failure promote-to-primary',
    'failover heartbeat interval 500ms',
    'failover heartbeat recheck 300ms',
    'failover heartbeat failures 3',
    'failover heartbeat timeout 1s',
    'failover start-hold 5s',
    `sync start-time ${startTime()}`,
    'sync run-every 4h',
    `dataset registry kind sqlite path '${join(server.data, 'registry.sqlite')}' count devices`,
    `dataset files kind files path '${join(server.data, 'files')}'`,
    `service registry command "${server.serviceCommand}"`,
    `client-port ${server.ports.client} address 127.0.0.1 to ${server.ports.application}`,
    'high-availability enable',
    'end',
    'write memory',
  ].join('\n')}\n`;
