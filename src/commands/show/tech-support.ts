import type { TechSection, TechSupport, TechSupportFile } from '../../control/host-shapes.ts';
import { reasonOf } from '../../error.ts';
import type { Call, Outcome } from '../declaration.ts';
import { plain } from '../text/paint.ts';
import { redact } from '../text/redact.ts';
import { showRunningConfig, showStartupConfig } from './config.ts';
import { showClock } from './clock.ts';
import { showEvents } from './events.ts';
import { showExplanation } from './explain.ts';
import { showFailover } from './failover.ts';
import { showGenerations } from './generations.ts';
import { showHistory } from './history.ts';
import { showInterfaces } from './interfaces.ts';
import { showInventory } from './inventory.ts';
import { showKey } from './key.ts';
import { showLog, showServiceLog, showWorkerLog } from './log.ts';
import { showNotification } from './notification.ts';
import { showOrphans } from './orphans.ts';
import { showMatrix } from './matrix.ts';
import { showPeers } from './peers.ts';
import { showReadiness } from './readiness.ts';
import { showServicesForSupport } from './services.ts';
import { showSwitchover } from './switchover.ts';
import { showSyncHistory } from './sync.ts';
import { showTrustedHosts } from './trusted-hosts.ts';
import { showVersion } from './version.ts';
import { showWitness } from './witness.ts';

const logLines = '1000';
const historyEvents = '1000';

type Show = (call: Call) => Promise<Outcome>;

/** What support asks for first, first. */
const shows: readonly (readonly [words: string, show: Show, values?: Readonly<Record<string, string>>])[] = [
  ['show version', showVersion],
  ['show clock', showClock],
  ['show inventory', showInventory],
  ['show failover', showFailover],
  ['show failover explain', showExplanation],
  ['show failover readiness', showReadiness],
  ['show failover peers', showPeers],
  ['show failover matrix', showMatrix],
  ['show failover witness', showWitness],
  ['show failover switchover', showSwitchover],
  ['show failover events', showEvents],
  ['show failover history', showHistory, { events: historyEvents }],
  ['show failover sync history', showSyncHistory],
  ['show failover generations', showGenerations],
  ['show failover notification', showNotification],
  ['show failover orphans', showOrphans],
  ['show failover trusted-hosts', showTrustedHosts],
  ['show failover key', showKey],
  ['show services', showServicesForSupport],
  ['show interfaces', showInterfaces],
  ['show running-config', showRunningConfig],
  ['show startup-config', showStartupConfig],
  ['show logging', showLog, { lines: logLines }],
  ['show logging worker', showWorkerLog, { lines: logLines }],
];

/** What fails is part of the report, and no reason to have none. */
const linesOf = async (call: Call, show: Show, values: Readonly<Record<string, string>>): Promise<string[]> => {
  try {
    return redact((await show({ ...call, values })).text(plain).split('\n'));
  } catch (error) {
    if (call.signal.aborted) throw error;
    return [`% ${reasonOf(error)}`];
  }
};

const serviceLogs = async (call: Call): Promise<TechSection[]> => {
  const { services } = await call.client.services().catch(() => ({ services: [] }));
  const sections: TechSection[] = [];
  for (const { name } of services) {
    const lines = await linesOf(call, showServiceLog, { name, lines: logLines });
    sections.push({ title: `show logging service ${name}`, lines });
  }
  return sections;
};

const workerSections = async ({ client }: Call): Promise<TechSection[]> => {
  const { sections } = await client.workerSections();
  return sections.map(({ title, lines }) => ({ title, lines: redact(lines) }));
};

const collect = async (call: Call): Promise<TechSupport> => {
  const { hostname } = await call.client.version();
  const sections: TechSection[] = [];
  for (const [title, show, values = {}] of shows) sections.push({ title, lines: await linesOf(call, show, values) });
  sections.push(...(await serviceLogs(call)), ...(await workerSections(call)));
  return { hostname, at: new Date(call.nowMs).toISOString(), sections };
};

const rule = '-'.repeat(18);

const textOf = ({ hostname, at, sections }: TechSupport): string =>
  [
    `Report for support of ${hostname}, ${at}; what looks like a secret is replaced by <secret>`,
    ...sections.flatMap(({ title, lines }) => ['', `${rule} ${title} ${rule}`, '', ...lines]),
  ].join('\n');

/** `show tech-support`: everything that support asks for, secrets stripped. */
export const showTechSupport = async (call: Call): Promise<Outcome> => {
  const data = await collect(call);
  return { data, text: () => textOf(data), verbatim: true };
};

/** `show tech-support file`: the same as a file of the console. */
export const writeTechSupport = async (call: Call): Promise<Outcome> => {
  const report = await collect(call);
  const stamp = report.at.slice(0, 19).replaceAll(/[-:]/g, '');
  const name = `tech-support-${report.hostname.slice(0, 30)}-${stamp}.txt`;
  const text = `${textOf(report)}\n`;
  await call.client.writeFile(name, text, { append: false });
  const data: TechSupportFile = { name, bytes: Buffer.byteLength(text) };
  return { data, text: () => `Written to ${name}: "more ${name}" shows it` };
};

/** The shows that a report holds; a test asks for the others. */
export const reportedShows: readonly string[] = shows.map(([words]) => words);
