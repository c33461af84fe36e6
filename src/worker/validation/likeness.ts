import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressOf, named } from '../../config/config.ts';
import { addressPart, isInSubnet, networkOf } from '../../config/address-value.ts';
import { misfitRemedy } from '../../failover/pair-matrix.ts';
import { release } from '../release.ts';
import { pairFitOf } from '../reports/pair-fit.ts';
import { hostNameOf, otherHostName } from '../configuration/host-name.ts';
import { monitorAddressOf } from '../peer/server-card.ts';
import { failed, notApplicable, ok, withoutPeer, withPeer, type PlanItem } from './finding.ts';
import type { Worker } from '../worker.ts';

const seconds = (ms: number): string => `${(Math.abs(ms) / 1000).toFixed(1)} s`;

const clocks = withPeer(({ peer, clockDifferenceMs }, { config }) => {
  const most = config.maxClockDifferenceMs;
  const detail = `the clock of ${peer} differs by ${seconds(clockDifferenceMs)}; ${seconds(most)} are allowed`;
  return Math.abs(clockDifferenceMs) <= most ? ok(detail) : failed(detail, 'set both clocks by the same time servers');
});

const releases = withPeer(({ peer, status }) =>
  status.release === release
    ? ok(`both run ${release}`)
    : failed(`${peer} runs ${status.release}, this server ${release}`, 'install the same release on both servers'),
);

const names = withPeer(({ status }, worker) => {
  const { hostname } = worker.config;
  if (status.name === hostname)
    return failed(`both are called ${hostname}`, 'give each a name of its own: "hostname NAME"');
  const other = otherHostName(hostname, hostNameOf(worker));
  const host = other === undefined ? '' : `; the host itself is called ${other}, and "setup" gives it the same name`;
  return ok(`${hostname} and ${status.name}${host}`);
});

const matrix = withPeer((_heard, worker) => {
  const fit = pairFitOf(worker);
  if (fit === null)
    return failed('the other server has not been heard yet', 'wait for a heartbeat: "show failover peers"');
  const { primary, secondary, fits, accepted, reasons } = fit;
  if (fits) return ok(`${secondary.hostname} may back ${primary.hostname}`);
  const detail = `${secondary.hostname} may not back ${primary.hostname}: ${reasons.join('; ')}`;
  return accepted ? ok(`${detail}; it is accepted by the configuration`) : failed(detail, misfitRemedy);
});

const peerAddress = async ({ config }: Worker, peer: string): Promise<string | null> => {
  const host = named(config.trustedHosts, peer);
  const place = host === undefined ? peer : addressOf(peer, host);
  if (isIP(place) !== 0) return place;
  return lookup(place, { family: 4 }).then(
    ({ address }) => address,
    () => null,
  );
};

const subnets: PlanItem['look'] = async ({ worker, peer }) => {
  const { virtualAddress } = worker.config;
  if (peer === null) return withoutPeer;
  const there = await peerAddress(worker, peer);
  const here = monitorAddressOf(worker, there);
  const [blocker] = worker.virtualIp.blockers;
  if (virtualAddress === undefined) {
    const isShared = here !== null && there !== null && isInSubnet(there, here);
    return isShared
      ? ok(`both servers are in ${networkOf(here)}; no virtual address is configured`)
      : notApplicable('no virtual address is configured: the servers may be in different subnets');
  }
  const remedy = 'health monitor and virtual address have to differ and to be in one subnet on both servers';
  if (blocker !== undefined) return failed(blocker.sentence, blocker.remedy);
  for (const address of [here === null ? null : addressPart(here), there]) {
    if (address === null) return failed('the health monitor address is not known', remedy);
    if (address === addressPart(virtualAddress))
      return failed(`${address} is the virtual address and a server's own`, remedy);
    if (!isInSubnet(address, virtualAddress))
      return failed(`${address} is not in ${networkOf(virtualAddress)}`, remedy);
  }
  return ok(`both servers and the virtual address are in ${networkOf(virtualAddress)}`);
};

/** That the two servers are alike where they have to be, and differ where they have to differ (A6, A7, E3, E9, E11). */
export const likenessItems: readonly PlanItem[] = [
  { name: 'clocks', look: clocks },
  { name: 'same release', look: releases },
  { name: 'unique names', look: names },
  { name: 'pairing matrix', look: matrix },
  { name: 'subnets', look: subnets },
];
