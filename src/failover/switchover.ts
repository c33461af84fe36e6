import type { Blocker } from './readiness.ts';
import type { Phase } from './node.ts';
import { printAge, printPhase, printSeconds } from './sentence.ts';

/** What one server knows of the two, for planning a switchover. Null: only the other server knows. */
export interface SwitchoverFacts {
  readonly hostname: string;
  readonly peer: string | null;
  readonly highAvailability: boolean;
  readonly reachable: boolean;
  readonly own: ServerFacts;
  readonly other: ServerFacts;
  readonly clockDifferenceMs: number | null;
  readonly maxClockDifferenceMs: number;
  readonly syncRunning: boolean;
  /** What keeps this server from writing, e.g. a full disk. */
  readonly hostFault: string | null;
}

export interface ServerFacts {
  readonly phase: Phase | null;
  readonly release: string | null;
  /** Age of its newest complete copy; null without one. */
  readonly copyAgeMs: number | null;
  /** Protected services that do not run. */
  readonly idleServices: readonly string[] | null;
  readonly takesClients: boolean | null;
  /** What would stop it from taking over, the policy apart. */
  readonly blockers: readonly Blocker[] | null;
}

export interface SwitchoverCheck {
  readonly name: string;
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy: string | null;
}

export interface SwitchoverStep {
  readonly number: number;
  readonly host: string;
  readonly command: string | null;
  readonly effect: string;
}

export interface SwitchoverPlan {
  readonly from: string | null;
  readonly to: string | null;
  readonly possible: boolean;
  readonly checks: readonly SwitchoverCheck[];
  readonly steps: readonly SwitchoverStep[];
}

interface Sides {
  readonly from: string;
  readonly to: string;
  readonly active: ServerFacts;
  readonly standby: ServerFacts;
}

const standbys: readonly Phase[] = ['standby', 'standbyEmpty', 'suspect', 'held'];
const isStandby = (phase: Phase | null): boolean => phase !== null && standbys.includes(phase);

/** Who would hand over to whom; the one that serves comes first. */
const sidesOf = ({ hostname, peer, own, other }: SwitchoverFacts): Sides | null => {
  if (peer === null) return null;
  const ownServes = own.phase === 'active' || (other.phase !== 'active' && !isStandby(own.phase));
  return ownServes
    ? { from: hostname, to: peer, active: own, standby: other }
    : { from: peer, to: hostname, active: other, standby: own };
};

const check = (name: string, ok: boolean | null, detail: string, remedy: string): SwitchoverCheck => ({
  name,
  ok,
  detail,
  remedy: ok === false ? remedy : null,
});

/** What an unreachable server is now nobody here knows. */
const phaseText = ({ peer, reachable }: SwitchoverFacts, name: string, { phase }: ServerFacts): string => {
  if (phase === null) return `of ${name} nothing is known`;
  return `${name} ${name === peer && !reachable ? 'was last seen as' : 'is'} ${printPhase(phase)}`;
};

/** What is known of an unreachable server is as old as its last answer. */
const lastSeen = ({ peer, reachable }: SwitchoverFacts, name: string): string =>
  name === peer && !reachable ? ' (last seen)' : '';

/** Null where only a silent server could tell. */
const servesAlone = (
  { reachable, own }: SwitchoverFacts,
  { active, standby }: Pick<Sides, 'active' | 'standby'>,
): boolean | null => {
  if (own.phase === 'active' && (!reachable || standby.phase === null)) return null;
  return active.phase === 'active' && standby.phase !== 'active';
};

/** A server that is neither serving nor standing by, and what brings it back. */
const standbyCheck = (facts: SwitchoverFacts, { from, to, active, standby }: Sides): SwitchoverCheck[] => {
  if (active.phase !== 'active' || standby.phase === null || standby.phase === 'active') return [];
  const remedies: Partial<Record<Phase, string>> = {
    fenced: `type "failover sync ${from}" on ${to}`,
    resync: 'wait for its synchronization: "show failover sync" there shows how far it is',
  };
  return [
    check(
      `${to} stands by`,
      isStandby(standby.phase),
      phaseText(facts, to, standby),
      remedies[standby.phase] ?? `type "show failover" on ${to} and do what its "To do" says`,
    ),
  ];
};

const pairChecks = (facts: SwitchoverFacts, { from, to, active, standby }: Sides): SwitchoverCheck[] => [
  check(
    'high availability',
    facts.highAvailability,
    facts.highAvailability ? 'enabled' : 'disabled: the two servers do not hear each other',
    'type "high-availability enable" in configuration mode',
  ),
  check(
    `${facts.peer ?? ''} answers`,
    facts.reachable,
    facts.reachable ? 'heartbeats are answered' : 'heartbeats are not answered',
    `type "failover test ${facts.peer ?? ''}": it names the step that fails`,
  ),
  check(
    'one server serves',
    servesAlone(facts, { active, standby }),
    [phaseText(facts, from, active), phaseText(facts, to, standby)].join(', '),
    'type "show failover" on both servers and do what its "To do" says',
  ),
  ...standbyCheck(facts, { from, to, active, standby }),
];

const releaseCheck = (facts: SwitchoverFacts, { from, to, active, standby }: Sides): SwitchoverCheck =>
  check(
    'same release',
    active.release === null || standby.release === null ? null : active.release === standby.release,
    `${from} has ${active.release ?? 'an unknown one'}${lastSeen(facts, from)}, ${to} has ${standby.release ?? 'an unknown one'}${lastSeen(facts, to)}`,
    'install the same release on both servers',
  );

const clockCheck = ({ clockDifferenceMs, maxClockDifferenceMs, reachable }: SwitchoverFacts): SwitchoverCheck =>
  check(
    'clocks',
    clockDifferenceMs === null ? null : Math.abs(clockDifferenceMs) <= maxClockDifferenceMs,
    clockDifferenceMs === null
      ? 'not measured yet'
      : `they ${reachable ? 'differ' : 'differed when last measured'} by ${printSeconds(Math.abs(clockDifferenceMs))}, ${printSeconds(maxClockDifferenceMs)} are allowed`,
    'set both clocks by the same time servers',
  );

const copyCheck = (facts: SwitchoverFacts, { from, to, standby }: Sides): SwitchoverCheck =>
  check(
    `copy on ${to}`,
    standby.copyAgeMs !== null,
    `${standby.copyAgeMs === null ? 'there is no complete one' : `the newest is ${printAge(standby.copyAgeMs)} old`}${lastSeen(facts, to)}`,
    `type "failover sync ${from}" on ${to}`,
  );

const serverChecks = (facts: SwitchoverFacts, { from, to, active, standby }: Sides): SwitchoverCheck[] => [
  check(
    'no synchronization runs',
    facts.syncRunning ? false : standby.blockers === null ? null : true,
    facts.syncRunning ? `one is running on ${facts.hostname}` : `none is known of on ${facts.hostname}`,
    'wait for it: "show failover sync" shows how far it is',
  ),
  check(
    `services of ${from}`,
    active.idleServices === null ? null : active.idleServices.length === 0,
    active.idleServices === null
      ? `only ${from} knows: "show services" there`
      : active.idleServices.length === 0
        ? 'all of them run'
        : `not running: ${active.idleServices.join(', ')}`,
    `type "service ${active.idleServices?.[0] ?? 'NAME'} start" on ${from}`,
  ),
  check(
    `clients of ${to}`,
    standby.takesClients,
    standby.takesClients === null
      ? `only ${to} knows: "show failover" there`
      : standby.takesClients
        ? 'it takes new connections in as soon as it serves'
        : 'client-connection is disabled there: it would serve nobody',
    `type "failover client-connection enable" on ${to}`,
  ),
];

/** What only the server that is to take over knows of itself. */
const takeoverChecks = (facts: SwitchoverFacts, { to, standby }: Sides): SwitchoverCheck[] => {
  if (standby.blockers === null)
    return [check(`${to} can take over`, null, `only ${to} knows: "show failover readiness" there`, '')];
  const [first] = standby.blockers;
  return [
    check(
      `${to} can take over`,
      first === undefined,
      first?.sentence ?? 'nothing stands in its way',
      first?.remedy ?? '"show failover readiness" tells more',
    ),
    ...(facts.hostFault === null ? [] : [check(`disk of ${to}`, false, facts.hostFault, 'free space on that disk')]),
  ];
};

const stepsOf = ({ from, to }: Sides): SwitchoverStep[] => {
  const steps: Omit<SwitchoverStep, 'number'>[] = [
    { host: to, command: `failover sync ${from}`, effect: 'fetches most of what has changed while the clients work' },
    {
      host: from,
      command: 'failover client-connection disable',
      effect: 'refuses new connections; those that are open go on and end by themselves',
    },
    {
      host: from,
      command: 'show services',
      effect: 'to be repeated until no connection is open: from then on nothing is written',
    },
    { host: to, command: `failover sync ${from}`, effect: 'fetches the rest: now nothing can be lost' },
    { host: from, command: 'failover mode secondary', effect: `${from} stops its services; nobody is served now` },
    { host: to, command: 'failover mode primary', effect: `${to} starts the services and serves` },
    {
      host: from,
      command: 'failover client-connection enable',
      effect: `for the day ${from} serves again; now it serves nobody`,
    },
    { host: from, command: `failover sync ${to}`, effect: `makes ${from} a complete Standby of ${to}` },
    {
      host: from,
      command: 'write memory',
      effect: 'arms the replication schedule, which "failover mode secondary" stopped',
    },
    { host: to, command: 'show failover', effect: `shows that ${to} is Active and that ${from} stands by` },
  ];
  return steps.map((step, i) => ({ number: i + 1, ...step }));
};

/** How a planned switchover would go now: every precondition, and every command with the server it is typed on. */
export const planSwitchover = (facts: SwitchoverFacts): SwitchoverPlan => {
  const sides = sidesOf(facts);
  if (sides === null) {
    const remedy = 'type "trusted-host NAME address … key …" and "failover peer NAME" in configuration mode';
    return {
      from: null,
      to: null,
      possible: false,
      checks: [check('a peer', false, 'none is configured', remedy)],
      steps: [],
    };
  }
  const checks = [
    ...pairChecks(facts, sides),
    releaseCheck(facts, sides),
    clockCheck(facts),
    copyCheck(facts, sides),
    ...takeoverChecks(facts, sides),
    ...serverChecks(facts, sides),
  ];
  return {
    from: sides.from,
    to: sides.to,
    possible: checks.every(({ ok }) => ok !== false),
    checks,
    steps: sides.active.phase === 'active' && sides.standby.phase !== 'active' ? stepsOf(sides) : [],
  };
};
