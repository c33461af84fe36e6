import type { Event } from '../failover/event.ts';
import { watches, type Node, type Phase } from '../failover/node.ts';
import { printPhase } from '../failover/sentence.ts';
import type { Notice, Occasion, Tag } from './notice.ts';

/** A decision of the engine, with what the mail about it needs. */
export interface Decided {
  readonly before: Node;
  readonly node: Node;
  readonly event: Event;
  readonly row: string;
  readonly sentence: string;
  /** The row raises an alert. */
  readonly isAlert: boolean;
  /** The other server's name; null where none is configured. */
  readonly peer: string | null;
}

/** What else is known at that moment, for whoever has to decide. */
export interface Scene {
  readonly at: string;
  readonly server: string;
  readonly facts: Notice['facts'];
}

const hourMs = 3_600_000;

const takesOver = (decided: Decided, scene: Scene): readonly string[] => {
  const other = decided.peer ?? 'the other server';
  return [
    `An operator is waited for. If ${other} is really down, log in to ${scene.server} and type ("enable" first where the prompt ends with ">"):`,
    '  failover mode primary',
    `${scene.server} then serves. If ${other} only cannot be reached from ${scene.server} and still serves its clients, leave it: both would be active.`,
  ];
};

interface Said {
  readonly tag: Tag;
  readonly headline: string;
  readonly toDo?: readonly string[];
}

const becameActive = ({ node }: Decided): Said => ({
  tag: 'PRIMARY',
  headline: `${node.name} serves (term ${node.dataTerm.counter})`,
});

const becameHeld = (decided: Decided, scene: Scene): Said => {
  const other = decided.peer ?? 'the other server';
  if (decided.event.type === 'promotionFailed')
    return {
      tag: 'ACTION NEEDED',
      headline: `the promotion of ${scene.server} failed`,
      toDo: [
        `Nobody is known to serve. On ${scene.server}, mend what failed, then type:`,
        '  failover mode primary',
        `Or, if ${other} can serve, the same on ${other}.`,
      ],
    };
  return {
    tag: 'ACTION NEEDED',
    headline: `${other} does not answer, ${scene.server} waits for you`,
    toDo: takesOver(decided, scene),
  };
};

const becameFenced = ({ peer }: Decided, scene: Scene): Said => ({
  tag: 'FENCED',
  headline: `${scene.server} serves nobody, ${peer ?? 'another server'} does`,
  toDo: [
    `To make it the Standby, log in to ${scene.server} and type:`,
    `  failover sync ${peer ?? 'HOST'}`,
    'What only it has is kept and listed first ("show failover orphans").',
  ],
});

/** What a change of phase is called in a mail; undefined: it is none of those that people are told of by their name. */
const arrived = (decided: Decided, scene: Scene): Said | undefined => {
  const { before, node, isAlert, event } = decided;
  if (before.phase === node.phase) return undefined;
  if (node.phase === 'active') return becameActive(decided);
  if (node.phase === 'held') return becameHeld(decided, scene);
  if (node.phase === 'fenced') return isAlert ? becameFenced(decided, scene) : undefined;
  // What an operator or a start orders is no failure.
  const isFailure = event.type === 'heartbeatFailed' || event.type === 'witnessAnswered';
  return node.phase === 'promoting' && isFailure && watches(before.phase)
    ? { tag: 'FAILURE', headline: `${decided.peer ?? 'the Primary'} does not answer, ${node.name} takes over` }
    : undefined;
};

/** An alert that goes with no such change. */
const alerted = (decided: Decided, scene: Scene): Said => {
  const { node, event, peer } = decided;
  if (node.phase === 'held') return becameHeld(decided, scene);
  if (event.type === 'serviceFailed')
    return {
      tag: 'FAILURE',
      headline: `service ${event.service} on ${scene.server}`,
      toDo: [`To try again, log in to ${scene.server} and type:`, `  service ${event.service} restart`],
    };
  const waits = node.phase !== 'active' || node.obstacle !== null;
  return waits
    ? { tag: 'ACTION NEEDED', headline: `${scene.server} is ${printPhase(node.phase)} and waits for a decision` }
    : { tag: 'ALERT', headline: `on ${scene.server}${peer === null ? '' : `, of the pair with ${peer}`}` };
};

const noticeOf = ({ tag, headline, toDo = [] }: Said, { sentence }: Decided, scene: Scene): Notice => ({
  ...scene,
  tag,
  headline,
  sentence,
  toDo,
});

/** Asking the witness is part of being held: whoever waits for somebody then waits still. */
const episodeOf = (phase: Phase): Phase => (phase === 'vetting' ? 'held' : phase);

const streakOf = ({ before, node, event, row, sentence }: Decided): Occasion['streak'] => {
  if (event.type === 'serviceFailed') return { key: `service:${event.service}` };
  if (node.phase === 'held') return { key: `held:${row}` };
  if (before.phase !== node.phase) return undefined;
  // The same but for its numbers is the same fault.
  return { key: `${episodeOf(node.phase)}:${row}:${sentence.replaceAll(/\d+/g, '#')}`, againAfterMs: hourMs };
};

/** What is over with a decision. */
const endsOf = ({ before, node, event }: Decided): string[] => [
  ...(episodeOf(before.phase) === episodeOf(node.phase) ? [] : [`${episodeOf(before.phase)}:`]),
  ...(event.type === 'serviceRecovered' ? [`service:${event.service}`] : []),
];

const recovered = (decided: Decided, scene: Scene): Occasion | undefined => {
  const { before, node, event, peer } = decided;
  const ends = endsOf(decided);
  const tell = (headline: string): Occasion => ({
    notice: noticeOf({ tag: 'RECOVERED', headline }, decided, scene),
    ends,
    onlyIfTold: true,
  });
  if (event.type === 'serviceRecovered') return tell(`service ${event.service} on ${scene.server} runs again`);
  const isOver = episodeOf(before.phase) === 'held' && episodeOf(node.phase) !== 'held';
  if (isOver && node.mode === 'secondary')
    return tell(`${peer ?? 'the other server'} is heard again, nobody is waited for`);
  return undefined;
};

/** What people are told of a decision (C11, E4, E8); undefined: nothing. */
export const occasionOf = (decided: Decided, scene: Scene): Occasion | undefined => {
  const said = arrived(decided, scene) ?? (decided.isAlert ? alerted(decided, scene) : undefined);
  if (said === undefined) return recovered(decided, scene);
  const streak = streakOf(decided);
  return {
    notice: noticeOf(said, decided, scene),
    ends: endsOf(decided),
    ...(streak === undefined ? {} : { streak }),
  };
};
