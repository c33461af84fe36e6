import { isNewer, serves } from './claim.ts';
import { nextOf } from './next.ts';
import { printAge } from './sentence.ts';
import type { Model } from './what-if-model.ts';
import type { WhatIfServer } from './what-if-server.ts';
import type { Live } from './what-if-settings.ts';

const ofWaiting = ({ name, node, context }: WhatIfServer): string[] =>
  node.phase === 'held' || node.phase === 'hold' || node.phase === 'fenced' || node.phase === 'standbyEmpty'
    ? nextOf(node, context).map((line) => `${name}: ${line}.`)
    : [];

const ofDead = ({ name, node }: WhatIfServer, active: WhatIfServer | undefined): string[] => {
  if (active === undefined)
    return [`${name}: bring it back; "show failover explain if power-returns" says what it does then.`];
  if (node.mode === 'secondary')
    return [
      `${name}: bring it back; it stands by again by itself. Until then nobody can take over from ${active.name}.`,
    ];
  return [
    `${name}: bring it back; it serves nobody while ${active.name} does. "failover sync ${active.name}" there makes it the Standby and keeps what only ${name} has; until then nobody can take over from ${active.name}.`,
  ];
};

/** Both serve: nobody but an operator knows whose data is to live. */
const ofBoth = ([one, two]: readonly WhatIfServer[]): string[] => {
  if (one === undefined || two === undefined) return [];
  const first = isNewer(two.node.dataTerm, one.node.dataTerm) ? two : one;
  const second = first === one ? two : one;
  return [
    `Both serve, each its own data: "failover mode secondary" on the one whose data is not to live ends that.`,
    `When they hear each other before that, ${first.name} goes on and ${second.name} steps back by itself: its claim is older.`,
  ];
};

const ofWitness = ({ world: { isWitnessThere } }: Model, { settings, witness }: Live): string[] =>
  witness === null || !settings.usesWitness || isWitnessThere
    ? []
    : ['The witness: bring it back. Until then a server that loses the other one, too, serves nobody by itself.'];

/** What an operator can or has to do, in the end. */
export const toDoOf = (model: Model, live: Live): readonly string[] => {
  const { servers } = model.world;
  const serving = servers.filter(({ isServing }) => isServing);
  if (serving.length > 1) return ofBoth(serving);
  const active = servers.find(({ isUp, node }) => isUp && serves(node));
  return [
    ...servers.flatMap((server) => (server.isUp ? ofWaiting(server) : ofDead(server, active))),
    ...ofWitness(model, live),
  ];
};

/** What that server's copy does not have. */
const sinceCopy = (source: string, taker: WhatIfServer, { own }: Model, { copyAgeMs, peer }: Live): string => {
  const ageMs = taker === own ? copyAgeMs : (peer?.copyAgeMs ?? null);
  return ageMs === null
    ? `what was written on ${source} since the copy on ${taker.name} was made`
    : `what was written on ${source} in the ${printAge(ageMs)} since the copy on ${taker.name} was made`;
};

/**
 * What the clients do not find again; null where they miss nothing. What is only on the server that served is not thrown
 * away.
 *
 * @param served those whose data the clients had
 */
export const lossOf = (model: Model, live: Live, served: readonly string[]): string | null => {
  const { servers } = model.world;
  const [source] = served;
  if (source === undefined) return null;
  const serving = servers.filter(({ isServing }) => isServing);
  const taker = serving.find(({ name }) => !served.includes(name));
  const kept = `that stays on ${source}, and is kept when ${source} is synchronized.`;
  if (taker !== undefined && serving.length > 1)
    return `${sinceCopy(source, taker, model, live)} is missing there. From then on each has changes that the other lacks; those of the one that steps back are kept aside.`;
  if (taker !== undefined) return `${sinceCopy(source, taker, model, live)}; ${kept}`;
  const standby = servers.find(({ name, isUp }) => isUp && !served.includes(name));
  if (serving.length > 0 || standby === undefined || standby.node.generation === null) return null;
  return `nothing yet. "failover mode primary" on ${standby.name} goes on without ${sinceCopy(source, standby, model, live)}; ${kept}`;
};
