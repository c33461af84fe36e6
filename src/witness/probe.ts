import { reasonOf, UnderstudyError } from '../error.ts';
import type { Term } from '../failover/term.ts';
import { alarmAnswer, statusAnswer } from './etcd-answers.ts';
import { EtcdClient, type EtcdOptions } from './etcd-client.ts';
import { EtcdWitness } from './etcd-witness.ts';
import { reaches } from './ping.ts';

/** One thing that was tried, and what came of it or what to do about it. */
export interface ProbeStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** It failed because something did not answer. */
  readonly unreachable: boolean;
}

export interface ProbeOptions extends EtcdOptions {
  readonly pair: string;
  readonly hostname: string;
  readonly leaseMs: number;
  readonly grantMs: number;
  readonly pingTargets: readonly string[];
}

interface Found {
  readonly steps: readonly ProbeStep[];
  /** Undefined where the endpoint did not say. */
  readonly cluster: string | undefined;
}

const tried = async (name: string, work: () => Promise<string>): Promise<ProbeStep> => {
  try {
    return { name, ok: true, detail: await work(), unreachable: false };
  } catch (error) {
    const isOurs = error instanceof UnderstudyError;
    const hint = isOurs && error.hint !== undefined ? `; ${error.hint}` : '';
    return { name, ok: false, detail: `${reasonOf(error)}${hint}`, unreachable: isOurs && error.code === 'peer' };
  }
};

const millisecondsSince = (beganMs: number): string => `${Math.max(1, Math.round(performance.now() - beganMs))} ms`;

const remedyOfAlarm = (alarm: string): string =>
  alarm === 'NOSPACE'
    ? 'there: "etcdctl compact REVISION", "etcdctl defrag", "etcdctl alarm disarm", and set ETCD_AUTO_COMPACTION_RETENTION=1'
    : 'that member is damaged: remove it from the cluster and add it anew';

/** One endpoint alone: whether it answers, is healthy, and lets us do what the witness needs. */
class EndpointProbe {
  readonly #url: string;
  readonly #options: ProbeOptions;
  readonly #client: EtcdClient;
  readonly #signal: AbortSignal;
  #cluster: string | undefined;

  constructor(url: string, options: ProbeOptions, signal: AbortSignal) {
    this.#url = url;
    this.#options = options;
    this.#client = new EtcdClient({ ...options, endpoints: [url] });
    this.#signal = signal;
  }

  async run(): Promise<Found> {
    try {
      const answers = await tried(`${this.#url}: answers`, () => this.#answers());
      if (!answers.ok) return { steps: [answers], cluster: undefined };
      const health = await tried(`${this.#url}: is healthy`, () => this.#health());
      const rights = await tried(`${this.#url}: grants a lease and takes it back`, () => this.#lease());
      return { steps: [answers, health, rights], cluster: this.#cluster };
    } finally {
      this.#client.close();
    }
  }

  async #answers(): Promise<string> {
    const beganMs = performance.now();
    const { answer } = await this.#client.call('/v3/maintenance/status', {}, statusAnswer, this.#signal);
    this.#cluster = answer.header.cluster_id;
    const tls = this.#url.startsWith('https:') ? 'over TLS' : 'without TLS';
    return `etcd ${answer.version} ${tls}, in ${millisecondsSince(beganMs)}`;
  }

  async #health(): Promise<string> {
    const { answer: status } = await this.#client.call('/v3/maintenance/status', {}, statusAnswer, this.#signal);
    if (status.leader === '0')
      throw new UnderstudyError('peer', 'it has no leader: too few members of the cluster reach each other', {
        hint: 'start the other members, and look at the network between them',
      });
    const { answer } = await this.#client.call('/v3/maintenance/alarm', { action: 'GET' }, alarmAnswer, this.#signal);
    const [bad] = answer.alarms.filter(({ alarm }) => alarm !== 'NONE');
    if (bad !== undefined)
      throw new UnderstudyError('failed', `member ${bad.memberID} raises the alarm ${bad.alarm}`, {
        hint: remedyOfAlarm(bad.alarm),
      });
    return `it has a leader and raises no alarm; its data are ${Math.ceil(Number(status.dbSize) / 1024)} KiB`;
  }

  /** Under a key of its own, which is taken away afterwards. */
  async #lease(): Promise<string> {
    const { pair, hostname, leaseMs, grantMs } = this.#options;
    const keys = `${pair}/test/${hostname}/${this.#url.replace(/^\w+:\/\//, '')}`;
    const witness = new EtcdWitness({ client: this.#client, pair: keys, leaseMs, grantMs, tell: () => undefined });
    const claim: Term = { counter: 1, owner: hostname };
    const beganMs = performance.now();
    try {
      for (const what of ['granted', 'renewed']) {
        const answer = await witness.claim(claim, claim, { force: false }, this.#signal);
        if (answer.type !== 'granted') throw new UnderstudyError('failed', `a lease is not ${what}: ${answer.reason}`);
      }
      const took = millisecondsSince(beganMs);
      await witness.release(claim, this.#signal);
      return `granted, renewed and given back; the first two took ${took}`;
    } finally {
      await witness.forget(this.#signal).catch(() => undefined);
    }
  }
}

const sameCluster = (found: readonly Found[]): ProbeStep[] => {
  const clusters = [...new Set(found.flatMap(({ cluster }) => cluster ?? []))];
  if (clusters.length < 2) return [];
  const detail = `they are members of ${clusters.length} clusters, which know nothing of each other; name members of one cluster only`;
  return [{ name: 'all endpoints: are one cluster', ok: false, detail, unreachable: false }];
};

const pingSteps = async (targets: readonly string[]): Promise<ProbeStep[]> =>
  (await reaches(targets)).map(({ target, answered, fault }) => ({
    name: `ping ${target}: answers`,
    ok: answered,
    detail: answered
      ? 'it answers'
      : (fault ?? 'no answer within a second; look at the network, or name another address'),
    unreachable: !answered && fault === null,
  }));

/** `failover witness test`: every endpoint, and every address that is pinged. Never rejects. */
export const probeWitness = async (options: ProbeOptions, signal: AbortSignal): Promise<readonly ProbeStep[]> => {
  const [found, pings] = await Promise.all([
    Promise.all(options.endpoints.map((url) => new EndpointProbe(url, options, signal).run())),
    pingSteps(options.pingTargets),
  ]);
  return [...found.flatMap(({ steps }) => steps), ...sameCluster(found), ...pings];
};
