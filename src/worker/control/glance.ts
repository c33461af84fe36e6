import { networkInterfaces } from 'node:os';
import type { Glance, NameKind, NamedThing } from '../../control/session-shapes.ts';
import { pairStateOf } from '../../failover/node.ts';
import type { Worker } from '../worker.ts';

/** A new kind of live value is a row here. */
const namesOf: Readonly<Record<NameKind, (worker: Worker) => readonly NamedThing[] | Promise<readonly NamedThing[]>>> =
  {
    peer: ({ config: { peer } }) => (peer === undefined ? [] : [[peer, 'The other server of the pair']]),
    'trusted-host': ({ config: { trustedHosts, peer } }) =>
      Object.keys(trustedHosts).map((name) => [
        name,
        name === peer ? 'The other server of the pair' : 'A trusted host',
      ]),
    service: ({ services }) => services.views().map(({ name, state }) => [name, `Protected service, ${state}`]),
    dataset: ({ config: { datasets } }) =>
      Object.entries(datasets).map(([name, { kind }]) => [name, `Dataset, ${kind}`]),
    'client-port': ({ config: { clientPorts } }) =>
      Object.keys(clientPorts).map((port) => [port, 'Port of the clients']),
    generation: async ({ copies }) =>
      (await copies.generations()).map(({ number, created, source }) => [
        String(number),
        `Complete copy of ${source}, ${created}`,
      ]),
    archive: ({ configurator }) =>
      configurator.list.copies.map(({ number, at, what }) => [String(number), `${at}, ${what}`]),
    file: async ({ files }) => (await files.list()).files.map(({ name, bytes }) => [name, `${bytes} bytes`]),
    interface: () =>
      Object.entries(networkInterfaces()).map(([name, addresses = []]) => [
        name,
        addresses.map(({ address }) => address).join(', '),
      ]),
  };

const kinds = Object.keys(namesOf) as NameKind[];
/** The others are for anyone on this host. */
const forPrivileged: readonly NameKind[] = ['archive', 'file'];

/** What cannot be listed now is not offered: the prompt has to come. */
const namesFor = async (kind: NameKind, worker: Worker): Promise<readonly NamedThing[]> => {
  try {
    return await namesOf[kind](worker);
  } catch {
    return [];
  }
};

/** What the prompt of a console shows, and the names its help offers. */
export const glanceOf = async (worker: Worker, isPrivileged: boolean): Promise<Glance> => {
  const { config, engine } = worker;
  const { mode, phase } = engine.node;
  const names = await Promise.all(
    kinds.map(async (kind) => {
      const isHidden = !isPrivileged && forPrivileged.includes(kind);
      return [kind, isHidden ? [] : await namesFor(kind, worker)] as const;
    }),
  );
  return {
    hostname: config.hostname,
    mode,
    state: pairStateOf(phase),
    peer: config.peer ?? null,
    execTimeoutMs: config.execTimeoutMs,
    banner: config.banner ?? null,
    rollsBackAt: worker.configurator.confirmation.view?.revertsAt ?? null,
    unsaved: worker.running.isLostAtRestart,
    names: Object.fromEntries(names) as Glance['names'],
  };
};
