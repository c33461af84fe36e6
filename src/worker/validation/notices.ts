import { tailOf } from '../log.ts';
import { failed, notApplicable, ok, withoutPeer, type PlanItem } from './finding.ts';

const linesLookedAt = 200;
/** Heartbeats are seldom rarer than this, and a log of an hour ago says nothing of now. */
const freshMs = 60_000;

/** The guides' task 4: a test mail, and the mail server's answer. */
const mail: PlanItem['look'] = async ({ worker }) => {
  const { configured, addresses, server, missing } = worker.notifications.status;
  if (addresses.length === 0 && server === null)
    return notApplicable('no e-mail notification is configured: none is sent');
  if (!configured) return failed(missing ?? 'no mail can be sent', null);
  const { ok: isSent, message, remedy } = await worker.notifications.test();
  return isSent ? ok(`to ${addresses.join(', ')}: ${message}`) : failed(message, remedy);
};

/** The guides' task 5: heartbeat activity shows in the HighAvailability log (E1). */
const heartbeats: PlanItem['look'] = async ({ worker, peer }) => {
  if (peer === null) return withoutPeer;
  const { highAvailability, heartbeatIntervalMs } = worker.config;
  if (highAvailability === 'disable')
    return failed(
      'high availability is disabled: no heartbeats are sent',
      '"high-availability enable" in configuration mode',
    );
  const since = Date.now() - Math.max(freshMs, 3 * heartbeatIntervalMs);
  const lines = await tailOf(worker.logs.availabilityFile, linesLookedAt);
  const isFresh = (line: string): boolean => Date.parse(line.slice(0, line.indexOf(' '))) >= since;
  const beats = lines.filter((line) => /heartbeat \d+ to \S+ answered/.test(line) && isFresh(line));
  return beats.length === 0
    ? failed(
        'the HighAvailability log shows no answered heartbeat of late',
        '"show failover peers" and "show log" say why',
      )
    : ok(`the HighAvailability log shows them, the last one at ${beats.at(-1)?.split(' ')[0] ?? ''}`);
};

export const noticeItems: readonly PlanItem[] = [
  { name: 'test e-mail', look: mail },
  { name: 'heartbeats in the log', look: heartbeats },
];
