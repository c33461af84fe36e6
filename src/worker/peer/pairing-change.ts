import { named, type Config } from '../../config/config.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import type { ServerCard } from '../../peer/pairing-protocol.ts';
import type { Worker } from '../worker.ts';

const standardPort = 22;
const standardUser = 'understudy';

/** The other server, and the address by which this one reaches it. */
export interface Other {
  readonly card: ServerCard;
  readonly address: string;
  readonly port: number;
}

/** Lines of the configuration that make the other server the peer: what an operator would type (C3). */
export const pairingLines = ({ card, address, port }: Other, config: Config): string[] => {
  const { hostname: name, user, key, hostKey, directAddress } = card;
  const parts = [
    ...(address === name ? [] : [`address ${address}`]),
    ...(port === standardPort ? [] : [`port ${port}`]),
    ...(user === standardUser ? [] : [`user ${user}`]),
    `key ${key}`,
    ...(hostKey === key ? [] : [`host-key ${hostKey}`]),
    ...(directAddress === null ? [] : [`direct-address ${directAddress}`]),
  ];
  // Nothing of an earlier trust stays behind.
  const earlier = named(config.trustedHosts, name) === undefined ? [] : [`no trusted-host ${name}`];
  return [...earlier, `trusted-host ${name} ${parts.join(' ')}`, `failover peer ${name}`];
};

/** @throws UnderstudyError refused when this configuration cannot take the other server as its peer */
export const requirePairable = (worker: Worker, other: Other): void => {
  if (other.card.hostname === worker.config.hostname)
    throw new UnderstudyError(
      'refused',
      `The server at ${other.address} is called ${other.card.hostname}, as this one`,
      {
        hint: `names are unique in a pair: "hostname NAME" in configuration mode of one of them, or another address if ${other.address} is this server itself; nothing was changed`,
      },
    );
  const [fault] = worker.configurator.check([pairingLines(other, worker.config)]).faults;
  if (fault === undefined) return;
  throw new UnderstudyError(
    'refused',
    `${worker.config.hostname} cannot pair with ${other.card.hostname}: ${fault.message}`,
    {
      hint: `change that on ${worker.config.hostname} first; nothing was changed`,
    },
  );
};

/** A warning where this server trusted somebody else by that name. */
const replacedBy = ({ card }: Other, before: Config): string[] => {
  const earlier = named(before.trustedHosts, card.hostname);
  return earlier === undefined || earlier.key === card.key
    ? []
    : [`${card.hostname} was trusted by another key until now: that key is no longer let in`];
};

/** A configuration that was changed, and what leads back. */
export interface Trusted {
  readonly warnings: readonly string[];
  /** Takes it back, as long as nobody has changed anything since. @returns what became of it */
  readonly takeBack: () => Promise<string>;
}

/** Makes the other server the peer, in the running configuration. */
export const trustOther = async (worker: Worker, by: string, other: Other): Promise<Trusted> => {
  const { config } = worker;
  const before = worker.running.text;
  const { revision, warnings } = await worker.configurator.change(by, pairingLines(other, config));
  return {
    warnings: [...replacedBy(other, config), ...warnings],
    takeBack: async () => {
      try {
        await worker.configurator.takeBack(by, 'pairing: taken back', { before, revision });
        return 'nothing is changed here';
      } catch (error) {
        return `${other.card.hostname} is still a trusted host here: ${reasonOf(error)}; "no failover peer" and "no trusted-host ${other.card.hostname}" end that`;
      }
    },
  };
};

/** Makes this server what the pair needs; where it is so already, nothing happens. */
export const takeRole = async (worker: Worker, mode: 'primary' | 'secondary'): Promise<readonly string[]> => {
  if (worker.engine.node.mode === mode) return [];
  return (await worker.operator.mode(mode)).warnings;
};

export const savePairing = async (worker: Worker, by: string): Promise<readonly string[]> => {
  try {
    return (await worker.configurator.save(by)).warnings;
  } catch (error) {
    return [
      `the configuration of ${worker.config.hostname} was not saved: ${reasonOf(error)}; mend that and type "write memory" there`,
    ];
  }
};

/** Into the log and the history, and to everybody who sits here. */
export const tellPairing = (worker: Worker, sentence: string): void => {
  const { history, logs, engine, sessions } = worker;
  const { term, phase } = engine.node;
  logs.availability.info(sentence);
  const event = { at: new Date().toISOString(), epoch: term.counter, row: null, from: phase, to: phase, sentence };
  history.addEvent({ ...event, seen: [] });
  sessions.notice(sentence);
};
