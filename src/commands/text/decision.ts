import type { RuleText } from '../../control/decision-shapes.ts';
import type { HistoryEvent } from '../../control/shapes.ts';
import { phaseWords } from './phase.ts';
import { gmtOf } from './time.ts';

/** What the names of events mean to an operator. */
const eventWords: Readonly<Record<string, string>> = {
  boot: 'the worker starts',
  tick: 'time passes',
  enabled: 'high availability is enabled',
  disabled: 'high availability is disabled',
  heartbeatAnswered: 'the peer answers a heartbeat',
  heartbeatFailed: 'a heartbeat fails',
  peerCalled: 'the peer calls',
  witnessAnswered: 'the witness answers, or does not',
  operatorPrimary: '"failover mode primary" is typed',
  operatorSecondary: '"failover mode secondary" is typed',
  promotionSucceeded: 'the services have started',
  promotionFailed: 'the services do not start',
  syncStarted: 'a synchronization begins',
  syncSucceeded: 'a copy is complete',
  syncFailed: 'a synchronization fails',
  serviceFailed: 'a protected service fails for good',
  serviceRecovered: 'a protected service runs again',
};

const actionWords: Readonly<Record<string, string>> = {
  abortSync: 'a running synchronization is ended',
  applyCopy: 'the newest complete copy is put in place, where one is pending',
  startServices: 'the services are started',
  stopServices: 'the services are stopped',
  openGate: 'clients are let in',
  closeGate: 'clients are shut out',
  alert: 'an alarm is raised',
};

const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** When a rule applies: what happens, in which state, and what else has to hold. */
export const ruleLines = ({ id, chapter, on, from, conditions }: RuleText): string[] => [
  `${id} (${chapter}): when ${oneOf(on.map((name) => eventWords[name] ?? name))}`,
  `in state ${oneOf(from.map(phaseWords))}`,
  ...conditions.map((condition) => `and ${condition}`),
];

export const actionLines = ({ actions }: RuleText): string[] =>
  actions.length === 0
    ? ['nothing but to remember it']
    : actions.map((name, i) => `${i + 1}. ${actionWords[name] ?? name}`);

/** `event 12, 01:11:34 GMT, rule F20: …` */
export const eventLine = ({ id, at, row, sentence }: HistoryEvent): string =>
  `event ${id}, ${gmtOf(at).slice(11)}${row === null ? '' : `, rule ${row}`}: ${sentence}`;
