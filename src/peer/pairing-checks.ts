import { addressPart, isInSubnet, networkOf } from '../config/address-value.ts';
import { misfitRemedy, misfitSentence } from '../failover/pair-matrix.ts';
import type { PrimaryChoice, ServerCard } from './pairing-protocol.ts';

/** One thing that has to be so before two servers may pair. */
export interface PairingCheck {
  readonly name: string;
  readonly result: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly remedy: string | null;
}

/** The two servers and what their operator wants. */
export interface Pairing {
  readonly showing: ServerCard;
  readonly typing: ServerCard;
  readonly primary: PrimaryChoice;
  /** The showing server's clock less the typing one's. */
  readonly clockDifferenceMs: number;
}

const ok = (name: string, detail: string): PairingCheck => ({ name, result: 'ok', detail, remedy: null });
const failed = (name: string, detail: string, remedy: string): PairingCheck => ({
  name,
  result: 'failed',
  detail,
  remedy,
});
const warning = (name: string, detail: string, remedy: string): PairingCheck => ({
  ...failed(name, detail, remedy),
  result: 'warning',
});

const releases = ({ showing, typing }: Pairing): PairingCheck =>
  showing.release === typing.release && showing.protocol === typing.protocol
    ? ok('same release', `both run ${showing.release}`)
    : failed(
        'same release',
        `${showing.hostname} runs release ${showing.release}, ${typing.hostname} ${typing.release}`,
        'install the same release on both servers',
      );

const names = ({ showing, typing }: Pairing): PairingCheck => {
  const name = 'unique names';
  if (showing.hostname === typing.hostname)
    return failed(name, `both are called ${showing.hostname}`, 'give each a name of its own: "hostname NAME"');
  if (showing.key === typing.key)
    return failed(
      name,
      'both have the same key: one is a copy of the other',
      'remove the key of the copy, it makes itself a new one when its worker starts: /var/lib/understudy/ssh/id_ed25519',
    );
  return ok(name, `${showing.hostname} and ${typing.hostname}`);
};

const seconds = (ms: number): string => `${(Math.abs(ms) / 1000).toFixed(1)} s`;

const clocks = ({ showing, typing, clockDifferenceMs }: Pairing): PairingCheck => {
  const most = Math.min(showing.maxClockDifferenceMs, typing.maxClockDifferenceMs);
  const detail = `they differ by ${seconds(clockDifferenceMs)}; ${seconds(most)} are allowed`;
  return Math.abs(clockDifferenceMs) <= most
    ? ok('clocks', detail)
    : failed('clocks', detail, 'set both clocks by the same time servers');
};

/** A server is in one pair at a time. */
const earlierPeers = ({ showing, typing }: Pairing): PairingCheck => {
  for (const [one, other] of [
    [showing, typing],
    [typing, showing],
  ] as const) {
    if (one.peer === null || one.peer === other.hostname) continue;
    return failed(
      'no other peer',
      `${one.hostname} is in a pair with ${one.peer}`,
      `on ${one.hostname}: "no high-availability" and "no failover peer" in configuration mode end that`,
    );
  }
  return ok('no other peer', 'neither is in another pair');
};

const monitorFault = (card: ServerCard, virtual: string): string | undefined => {
  if (card.monitorAddress === null) return `${card.hostname} has no address on the network of this connection`;
  const address = addressPart(card.monitorAddress);
  if (address === addressPart(virtual)) return `${card.hostname} has the virtual address ${address} as its own`;
  return isInSubnet(address, virtual)
    ? undefined
    : `the virtual address ${virtual} does not go with ${card.monitorAddress} of ${card.hostname}, which is not in ${networkOf(virtual)}`;
};

/** Two virtual addresses, or one with two masks. */
const unequalFault = (showing: ServerCard, typing: ServerCard): string | undefined => {
  const [one, other] = [showing.virtualAddress, typing.virtualAddress];
  if (one === null || other === null || one === other) return undefined;
  const masks = addressPart(one) === addressPart(other) ? ', their masks differ' : '';
  return `the virtual address is ${one} on ${showing.hostname} and ${other} on ${typing.hostname}${masks}`;
};

/** The virtual address has to be in one subnet with the health monitor addresses, and differ from them (E3). */
const subnets = ({ showing, typing }: Pairing): PairingCheck => {
  const name = 'subnets';
  const [one, other] = [showing.virtualAddress, typing.virtualAddress];
  const apart = unequalFault(showing, typing);
  if (apart !== undefined) return failed(name, apart, 'configure the same "failover virtual-address" on both');
  const virtual = one ?? other;
  if (virtual !== null) {
    const fault = [showing, typing].map((card) => monitorFault(card, virtual)).find((found) => found !== undefined);
    if (fault !== undefined)
      return failed(
        name,
        fault,
        'health monitor and virtual address have to differ and to be in one subnet on both servers',
      );
    const bare = one === null ? showing.hostname : other === null ? typing.hostname : undefined;
    return bare === undefined
      ? ok(name, `both servers and the virtual address are in ${networkOf(virtual)}`)
      : warning(name, `${bare} has no virtual address`, `on ${bare}: "failover virtual-address ${virtual}"`);
  }
  const networks = [showing, typing].map(({ monitorAddress }) =>
    monitorAddress === null ? undefined : networkOf(monitorAddress),
  );
  const [here, there] = networks;
  return here !== undefined && here === there
    ? ok(name, `both are in ${here}`)
    : warning(
        name,
        `${showing.hostname} is in ${here ?? 'an unknown subnet'}, ${typing.hostname} in ${there ?? 'an unknown one'}`,
        'no virtual address can move between them: use a load balancer, or put both in one subnet',
      );
};

const sizes = ({ showing, typing, primary }: Pairing): PairingCheck => {
  const name = 'pairing matrix';
  const [first, second] = primary === 'showing' ? [showing, typing] : [typing, showing];
  const misfit = misfitSentence({ name: first.hostname, ...first.size }, { name: second.hostname, ...second.size });
  if (misfit === undefined) return ok(name, `${second.hostname} may back ${first.hostname}`);
  return showing.acceptsSmaller && typing.acceptsSmaller
    ? warning(name, misfit, 'it is accepted by the configuration of both')
    : failed(name, misfit, misfitRemedy);
};

/** Everything that is checked before anything is changed on either side (E9, E10, E11, A6, A7). */
export const pairingChecks = (pairing: Pairing): readonly PairingCheck[] =>
  [releases, names, clocks, earlierPeers, subnets, sizes].map((check) => check(pairing));

/** Every check that failed, in one sentence; undefined where none did. */
export const pairingFault = (
  checks: readonly PairingCheck[],
): { readonly message: string; readonly hint: string } | undefined => {
  const bad = checks.filter(({ result }) => result === 'failed');
  if (bad.length === 0) return undefined;
  return {
    message: bad.map(({ name, detail }) => detail.replace(/^they /, `the ${name} `)).join('; '),
    hint: [...bad.map(({ remedy }) => remedy ?? ''), 'nothing was changed on either server'].join('; '),
  };
};
