import type { FailoverStatus } from '../../control/shapes.ts';
import { countOf } from './amount.ts';
import type { Tone } from './paint.ts';

/** The first line of `show failover`: who serves, as far as this server can know. */
export interface Headline {
  readonly text: string;
  readonly tone: Tone;
  /** The command that leads on from here, with what it does. */
  readonly toDo?: string;
}

export const stateWords = { active: 'Active', standby: 'Standby', notAvailable: 'Not Available' } as const;

/** What the peer's last answer says about who serves; null where nobody is known to. */
const serverBeside = ({ peer }: FailoverStatus): string | null =>
  peer.reachable && peer.state === 'active' ? peer.host : null;

const whoServes = (status: FailoverStatus): string => {
  const { peer, highAvailability } = status;
  if (peer.host === null) return 'no peer is configured, and nobody is known to serve';
  const beside = serverBeside(status);
  if (beside !== null) return `${beside} serves the clients`;
  if (peer.reachable && peer.phase === 'promoting') return `${peer.host} is taking over`;
  if (peer.reachable) return `${peer.host} answers and is ${stateWords[peer.state ?? 'notAvailable']}: NOBODY SERVES`;
  if (highAvailability === 'disabled') return `high availability is disabled, so ${peer.host} is not watched`;
  return `${peer.host} does not answer: nobody is known to serve`;
};

const activeHeadline = (status: FailoverStatus): Headline => {
  const { hostname, peer, epoch } = status;
  if (peer.reachable && peer.state === 'active') {
    return {
      text: `BOTH SERVERS SAY THEY ARE ACTIVE: ${hostname} in term ${epoch}, ${peer.host ?? ''} in term ${peer.epoch ?? '?'}`,
      tone: 'bad',
      toDo: '"failover mode secondary" on the server of the lower term',
    };
  }
  const broken = status.services.find(({ state }) => state !== 'running');
  if (broken !== undefined) {
    return {
      text: `${hostname} is ACTIVE, BUT SERVICE ${broken.name} ${broken.state === 'failed' ? 'HAS FAILED' : 'IS STOPPED'}`,
      tone: 'bad',
      toDo: `"service ${broken.name} start"`,
    };
  }
  const closed = status.clientConnection === 'disabled' ? '; NEW CONNECTIONS ARE REFUSED' : '';
  return {
    text: `${hostname} is ACTIVE and serves the clients${closed}`,
    tone: closed === '' ? 'good' : 'warn',
    ...(closed === '' ? {} : { toDo: '"failover client-connection enable" takes new connections in again' }),
  };
};

const standbyHeadline = (status: FailoverStatus): Headline => {
  const { hostname, peer, sync } = status;
  const serves = whoServes(status);
  const tone: Tone = serverBeside(status) === null ? 'bad' : 'good';
  if (peer.failures > 0 && peer.host !== null) {
    return {
      text: `${hostname} is in STANDBY: ${peer.host} has missed ${countOf(peer.failures, 'heartbeat')}`,
      tone: 'warn',
    };
  }
  const first = sync.generation === null && peer.host !== null && !sync.running;
  return {
    text: `${hostname} is in STANDBY; ${serves}`,
    tone: first && tone === 'good' ? 'warn' : tone,
    ...(first ? { toDo: `"failover sync ${peer.host}" fetches the first complete copy` } : {}),
  };
};

/** What a server that would serve waits for; without an obstacle it is the peer's answer. */
const holdHeadline = (status: FailoverStatus): Headline => {
  const { hostname, peer, obstacle } = status;
  const other = peer.host ?? 'the peer';
  const base = `${hostname} is NOT AVAILABLE`;
  if (obstacle === 'newerData') {
    const isIdle = peer.reachable && peer.state !== 'active' && peer.phase !== 'promoting';
    // Only an active server is copied from.
    const first = isIdle ? `"failover mode primary" on ${other} makes the newer data serve; here ` : '';
    return {
      text: `${base}: ${other} has newer data; ${whoServes(status)}`,
      tone: serverBeside(status) === null ? 'bad' : 'warn',
      toDo: `${first}"failover mode secondary", then "failover sync ${other}" fetch the newer data`,
    };
  }
  if (obstacle === 'peerServesOlder') {
    return {
      text: `${base}: its data is newer than what ${other} serves`,
      tone: 'warn',
      toDo: '"failover mode primary" on the server whose data is to live; nothing is thrown away',
    };
  }
  if (obstacle === 'peerGoesFirst') {
    return {
      text: `${base}: ${other} waits as well and goes first`,
      tone: 'warn',
      toDo: `"failover mode primary" makes ${hostname} serve at once`,
    };
  }
  return {
    text: `${base}: before it serves it has to know that ${other} does not`,
    tone: 'warn',
    toDo: '"failover mode primary" makes it serve without knowing',
  };
};

/** What an operator has to know first, in one sentence. */
export const headlineOf = (status: FailoverStatus): Headline => {
  const { hostname, phase, peer } = status;
  const other = peer.host ?? 'the peer';
  if (status.state === 'active') return activeHeadline(status);
  switch (phase) {
    case 'promoting':
      return {
        text: `${hostname} is TAKING OVER: it starts the services, and clients are let in when they run`,
        tone: 'warn',
      };
    case 'held':
      return {
        text: `${hostname} is HELD IN STANDBY; ${whoServes(status)}`,
        tone: 'bad',
        toDo: `"failover mode primary" makes ${hostname} serve`,
      };
    case 'hold':
      return holdHeadline(status);
    case 'fenced':
      return {
        text: `${hostname} is NOT AVAILABLE: it was replaced and serves nobody; ${whoServes(status)}`,
        tone: serverBeside(status) === null ? 'bad' : 'warn',
        toDo: `"failover sync ${other}" brings it back in step; what only ${hostname} has is kept`,
      };
    case 'resync':
      return {
        text: `${hostname} is NOT AVAILABLE: it is being brought back in step with ${other}; ${whoServes(status)}`,
        tone: 'warn',
      };
    default:
      return standbyHeadline(status);
  }
};
