import { z } from 'zod';
import type { WhatIfReport } from '../../control/what-if-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { safetyOf } from '../../failover/readiness.ts';
import { printAge, printSeconds } from '../../failover/sentence.ts';
import { whatIf } from '../../failover/what-if.ts';
import {
  questions,
  type KnownPeer,
  type KnownWitness,
  type Live,
  type Question,
} from '../../failover/what-if-settings.ts';
import type { Worker } from '../worker.ts';
import { isInStep } from './only-here.ts';
import { serviceStartOf, type ServiceStart } from './service-start.ts';

const witnessTimeoutMs = 3000;

/** @throws UnderstudyError usage for anything but one of the questions */
export const questionIn = (text: string | undefined): Question => {
  const parsed = z.enum(questions).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UnderstudyError('usage', `"${text ?? ''}" cannot be asked`, { hint: `ask ${questions.join(', ')}` });
};

const ageOf = (at: string | null): number | null => (at === null ? null : Math.max(0, Date.now() - Date.parse(at)));

const peerOf = (worker: Worker): KnownPeer | null => {
  const { config, watch } = worker;
  const { last } = watch;
  if (config.peer === undefined || last === null) return null;
  const { mode, phase, term, dataTerm, generation, highAvailability, witnessPair, lastSync } = last;
  return {
    view: { name: config.peer, mode, phase, term, dataTerm },
    generation,
    highAvailability,
    usesWitness: highAvailability && witnessPair !== undefined,
    isHeard: watch.reachable,
    copyAgeMs: isInStep(worker) ? ageOf(lastSync) : null,
  };
};

const witnessOf = async ({ witness }: Worker): Promise<KnownWitness | null> => {
  if (!witness.isConfigured) return null;
  const view = await witness.read(AbortSignal.timeout(witnessTimeoutMs));
  return 'unreachable' in view
    ? { isHeard: false, memory: null, holder: null }
    : { isHeard: true, memory: view.record, holder: view.holder };
};

const liveOf = (worker: Worker, witness: KnownWitness | null, servicesMs: number): Live => {
  const { config, engine, copies } = worker;
  const { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs, lease } = config;
  const { nowMs, leases, ...settings } = worker.context();
  return {
    nowMs,
    node: engine.node,
    leases,
    settings: { ...settings, usesWitness: leases !== null },
    times: { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs, ...lease, servicesMs },
    copyAgeMs: copies.newestMadeAtMs === null ? null : Math.max(0, Date.now() - copies.newestMadeAtMs),
    peer: peerOf(worker),
    witness,
  };
};

const ofPeer = ({ config, watch }: Worker, { peer, settings }: Live): string[] => {
  const { hostname } = config;
  if (settings.peer === null) return [`No peer is configured on ${hostname}: there is no other server.`];
  if (!settings.highAvailability)
    return [`High availability is disabled on ${hostname}: nobody watches the other server.`];
  if (peer === null)
    return [`${settings.peer} has not been heard since the worker of ${hostname} was started: nothing is known of it.`];
  const ageMs = watch.lastAnswerAtMs === null ? null : Math.max(0, Date.now() - watch.lastAnswerAtMs);
  const silent =
    ageMs === null
      ? `${settings.peer} has called, and did not answer yet`
      : `${settings.peer} does not answer now; its last answer, ${printAge(ageMs)} old, is what is known of it`;
  return [
    ...(peer.isHeard ? [] : [`${silent}.`]),
    `What ${settings.peer} does is as far as ${hostname} knows: by its last status, and by the settings of ${hostname}.`,
  ];
};

const ofServices = ({ startMs, measured }: ServiceStart): string =>
  measured === null
    ? `The services are up ${printSeconds(startMs)} after the decision: assumed, nothing was measured here yet.`
    : `The services are up ${printSeconds(startMs)} after the decision, as at the last takeover here.`;

const ofQuestion = (question: Question, { peer, witness }: Live): string[] => [
  ...(question === 'power-returns'
    ? ['Counted from the start of the worker: how long the hosts take to boot is not known here.']
    : question !== 'witness-dies' && peer?.isHeard === true
      ? ['It happens just after a heartbeat: that is the longest case.']
      : []),
  ...(question === 'power-returns' && witness !== null ? ['The witness runs on.'] : []),
  ...(witness?.isHeard === false ? ['The witness does not answer now: it is taken to stay away.'] : []),
];

/** `show failover explain if`: what would happen, played by the decision core on what this server knows now (H7). */
export const whatIfReportOf = async (worker: Worker, question: Question): Promise<WhatIfReport> => {
  const services = serviceStartOf(worker);
  const live = liveOf(worker, await witnessOf(worker), services.startMs);
  const cases = whatIf(live, question);
  const isAnythingDecided = cases.some(({ steps }) => steps.some(({ row }) => row !== null));
  return {
    hostname: worker.config.hostname,
    question,
    safety: safetyOf(worker.context()),
    cases,
    services,
    assumptions: [
      ...ofPeer(worker, live),
      ...ofQuestion(question, live),
      ...(isAnythingDecided ? [ofServices(services)] : []),
    ],
  };
};
