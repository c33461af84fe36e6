import { worstTakeoverMs } from './readiness.ts';
import { printAge } from './sentence.ts';
import { lossOf, toDoOf } from './what-if-end.ts';
import { modelOf, resume, type Model } from './what-if-model.ts';
import type { Live, Question } from './what-if-settings.ts';
import { longestMs, type WhatIfStep } from './what-if-world.ts';

/** One way it could go, from the instant of the fault until nothing more happens. */
export interface WhatIfCase {
  /** What is supposed to happen. */
  readonly supposed: string;
  readonly servingBefore: readonly string[];
  readonly steps: readonly WhatIfStep[];
  readonly servingAfter: readonly string[];
  /** How long nobody serves, ms; null where that goes on until an operator acts. */
  readonly outageMs: number | null;
  /** How long both serve, ms; null where that goes on, too. */
  readonly bothServeMs: number | null;
  readonly toDo: readonly string[];
  /** What the clients do not find again; null: nothing is lost. */
  readonly lost: string | null;
  /** False: it was followed for half an hour, and more may come. */
  readonly isComplete: boolean;
}

const nameOfOther = ({ settings }: Live): string => settings.peer ?? 'the other server';

/** Long enough for whatever follows of the last thing that happened: every heartbeat missed, every grant run out. */
const quietMs = ({ times, settings }: Live): number =>
  worstTakeoverMs({ ...times, heartbeatFailures: settings.heartbeatFailures }, times.servicesMs) + 2 * times.grantMs;

interface Before {
  readonly serving: readonly string[];
  /** Those whose data the clients had last. */
  readonly served: readonly string[];
}

const ended = (model: Model, live: Live, supposed: string, { serving, served }: Before): WhatIfCase => {
  const { world } = model;
  const isComplete = world.runToRest({ quietMs: quietMs(live), startHoldMs: live.settings.startHoldMs });
  const servingAfter = world.serving;
  return {
    supposed,
    servingBefore: serving,
    steps: world.steps,
    servingAfter,
    outageMs: servingAfter.length === 0 ? null : world.during(({ length }) => length === 0),
    bothServeMs: servingAfter.length > 1 ? null : world.during(({ length }) => length > 1),
    toDo: toDoOf(model, live),
    lost: lossOf(model, live, served),
    isComplete,
  };
};

/** The pair as it runs, and then one thing happens. */
const fault = (live: Live, supposed: string, sentence: string, happen: (model: Model) => void): WhatIfCase => {
  const model = modelOf(live);
  resume(model, live);
  const { serving } = model.world;
  model.world.record();
  model.world.befalls(sentence, () => happen(model));
  return ended(model, live, supposed, { serving, served: serving });
};

const peerDies = (live: Live): WhatIfCase => {
  const name = nameOfOther(live);
  return fault(live, `${name} loses its power`, `${name} loses its power.`, ({ other }) => other?.die());
};

const linkCut = (live: Live): WhatIfCase => {
  const name = nameOfOther(live);
  const witness = live.witness?.isHeard === true ? ' Both still reach the witness.' : '';
  return fault(
    live,
    `only the link between ${live.node.name} and ${name} is cut`,
    `${live.node.name} and ${name} no longer reach each other; both run on.${witness}`,
    ({ world }) => (world.isLinked = false),
  );
};

const witnessDies = (live: Live): WhatIfCase => {
  const sentence =
    live.witness === null
      ? 'No witness is configured: nothing changes.'
      : 'The witness no longer answers anybody; the two servers still hear each other.';
  return fault(live, 'the witness is lost', sentence, ({ world }) => (world.isWitnessThere = false));
};

const minuteMs = 60_000;

/** Long enough for the first one to have done by itself what it does. */
const laterMs = (live: Live): number =>
  Math.min(longestMs, Math.ceil((live.settings.startHoldMs + quietMs(live)) / minuteMs) * minuteMs);

const powerReturns = (live: Live, order: 'own' | 'other' | 'both'): WhatIfCase => {
  const model = modelOf({ ...live, witness: live.witness === null ? null : { ...live.witness, holder: null } });
  const { world, own, other } = model;
  world.record();
  const starts = (server: typeof own): void =>
    world.befalls(`Power returns on ${server.name}: it starts.`, () => server.boot());
  const [first, second] = order === 'other' ? [other, own] : [own, other];
  if (first !== null) starts(first);
  if (order === 'both' && second !== null) starts(second);
  if (order !== 'both' && second !== null) {
    world.agenda.runUntil(laterMs(live));
    starts(second);
  }
  const names = [first, second].map((server) => server?.name ?? nameOfOther(live));
  const supposed =
    order === 'both'
      ? 'power returns on both at the same time'
      : other === null
        ? `power returns on ${own.name}, and never on ${nameOfOther(live)}`
        : `power returns on ${names[0] ?? ''} first, and on ${names[1] ?? ''} ${printAge(laterMs(live))} later`;
  const served = [live.node, ...(live.peer === null ? [] : [live.peer.view])].filter(({ phase }) => phase === 'active');
  return ended(model, live, supposed, { serving: [], served: served.map(({ name }) => name) });
};

/** What would happen, played by the decision core itself on the state of this instant, in virtual time (H7). */
export const whatIf = (live: Live, question: Question): readonly WhatIfCase[] => {
  switch (question) {
    case 'peer-dies':
      return [peerDies(live)];
    case 'link-cut':
      return [linkCut(live)];
    case 'witness-dies':
      return [witnessDies(live)];
    case 'power-returns':
      return live.peer === null
        ? [powerReturns(live, 'own')]
        : (['own', 'other', 'both'] as const).map((order) => powerReturns(live, order));
  }
};
