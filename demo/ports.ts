import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { StoryFault } from './fault.ts';

/** The ports of one server of the demo, all on loopback. */
export interface Ports {
  readonly ssh: number;
  /** Where clients reach the application through the worker. */
  readonly client: number;
  /** Where the application itself listens. */
  readonly application: number;
  readonly health: number;
  readonly health2: number;
}

const first = 20_000;
const last = 32_000;

/**
 * Below the range from which the kernel takes the local ports of outgoing connections: there, a port of a server that is
 * down can be taken by its own peer's attempts to reach it.
 */
const firstOutgoing = (): number => {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0]);
  } catch {
    return last;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Free ports for `servers` servers, in a row that starts somewhere else each time. */
export const choosePorts = async (servers: number): Promise<Ports[]> => {
  const below = Math.min(last, firstOutgoing() > first ? firstOutgoing() : last);
  let port = first + Math.floor(Math.random() * (below - first) * 0.9);
  const next = async (): Promise<number> => {
    for (; port < below; port += 1) if (await isFree(port)) return port++;
    throw new StoryFault(`No free port on 127.0.0.1 below ${below}.`, 'start the demo again');
  };
  const chosen: Ports[] = [];
  while (chosen.length < servers) {
    chosen.push({
      ssh: await next(),
      client: await next(),
      application: await next(),
      health: await next(),
      health2: await next(),
    });
  }
  return chosen;
};
