import { networkInterfaces } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { TestReport } from '../../control/shapes.ts';
import type { WitnessStatus, WitnessSummary } from '../../control/witness-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import type { Blocker } from '../../failover/readiness.ts';
import { compareTerms, type Term } from '../../failover/term.ts';
import type { PeerStatus } from '../../peer/protocol.ts';
import { EtcdClient } from '../../witness/etcd-client.ts';
import { EtcdWitness } from '../../witness/etcd-witness.ts';
import { reaches, type PingAnswer } from '../../witness/ping.ts';
import { probeWitness } from '../../witness/probe.ts';
import type { WitnessAnswer, WitnessView } from '../../witness/witness.ts';
import { reportOf, summaryOf } from './witness-report.ts';
import { etcdOptionsOf, pairNameOf, witnessFaultsOn, witnessWarnings, type Setting } from './witness-settings.ts';

/** What of a worker the witness has to do with. */
interface Holding {
  readonly config: Config;
  readonly paths: { readonly root: string };
  readonly watch: { readonly last: PeerStatus | null };
  readonly secrets: { secretOf(reference: string): string | undefined };
}

interface Asked {
  readonly claim: Term;
  readonly dataTerm: Term;
  readonly force: boolean;
}

interface Opened {
  readonly client: EtcdClient;
  readonly witness: EtcdWitness;
}

/** What came of the last question for a lease. */
export interface LastAnswer {
  readonly atMs: number;
  readonly claim: Term;
  readonly answer: WitnessAnswer;
}

const showTimeoutMs = 3000;
const testTimeoutMs = 30_000;
const notConfigured = 'no witness is configured';

const isSame = (a: Asked, b: Asked): boolean =>
  compareTerms(a.claim, b.claim) === 0 && compareTerms(a.dataTerm, b.dataTerm) === 0 && a.force === b.force;

/**
 * The worker's end of the witness: it has the one that is configured, and remembers what it said last. Who asks it, when and
 * for what is decided elsewhere. No method rejects for what a witness can do wrong.
 */
export class WitnessDesk {
  readonly #holding: Holding;
  readonly #alert: (sentence: string) => void;
  #opened: Opened | undefined;
  #last: LastAnswer | null = null;
  /** What this server holds or asks for; null after a release. */
  #asked: Asked | null = null;
  #flight: { readonly asked: Asked; readonly answer: Promise<WitnessAnswer> } | undefined;

  /** @param alert tells people at once */
  constructor(holding: Holding, alert: (sentence: string) => void) {
    this.#holding = holding;
    this.#alert = alert;
  }

  get isConfigured(): boolean {
    return this.#holding.config.witnessEndpoints !== undefined;
  }

  /** What the pair is called at the witness, as the peer is told with every heartbeat; undefined without a witness. */
  get pairName(): string | undefined {
    return this.isConfigured ? pairNameOf(this.#holding.config) : undefined;
  }

  /** What keeps the witness from being asked, or from being believed. */
  get blockers(): Blocker[] {
    return witnessFaultsOn(this.#setting);
  }

  /** As `show failover` has it, of memory; null where none is configured. */
  get summary(): WitnessSummary | null {
    return this.isConfigured ? summaryOf(this.#holding.config, this.#last, this.blockers) : null;
  }

  /**
   * Asks for the lease of `claim`, or renews it. The same question while one is under way is that one; another one waits for
   * its turn. A claim by force waits for a former holder: about one lease.
   */
  claim(
    claim: Term,
    dataTerm: Term,
    options: { readonly force: boolean },
    signal: AbortSignal,
  ): Promise<WitnessAnswer> {
    const asked = { claim, dataTerm, force: options.force };
    if (this.#flight !== undefined && isSame(this.#flight.asked, asked)) return this.#flight.answer;
    this.#asked = asked;
    const flight = { asked, answer: this.#ask(asked, signal) };
    this.#flight = flight;
    void flight.answer.finally(() => {
      if (this.#flight === flight) this.#flight = undefined;
    });
    return flight.answer;
  }

  /** Gives the lease back, after what is under way. */
  async release(signal: AbortSignal): Promise<void> {
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) await this.#open()?.witness.release(asked.claim, signal);
  }

  /** What the witness holds of the pair now. */
  async read(signal: AbortSignal): Promise<WitnessView> {
    return (await this.#open()?.witness.read(signal)) ?? { unreachable: notConfigured };
  }

  /** Which of the addresses that are pinged answer: evidence, no vote. */
  reaches(): Promise<readonly PingAnswer[]> {
    return reaches(this.#holding.config.witnessPing ?? []);
  }

  /** `show failover witness`: asks now. */
  async status(): Promise<WitnessStatus> {
    const signal = AbortSignal.timeout(showTimeoutMs);
    const [view, ping] = await Promise.all([this.isConfigured ? this.read(signal) : null, this.reaches()]);
    return reportOf(this.#holding.config, { last: this.#last, blockers: this.blockers, view, ping });
  }

  /** `failover witness test`. @throws UnderstudyError refused where nothing is configured that could be tested */
  async test(): Promise<TestReport> {
    const { config } = this.#holding;
    if (!this.isConfigured && config.witnessPing === undefined)
      throw new UnderstudyError('refused', 'No witness is configured', {
        hint: '"failover witness etcd endpoints" in configuration mode names one',
      });
    const options = {
      ...etcdOptionsOf(this.#setting),
      ...config.lease,
      pair: pairNameOf(config),
      hostname: config.hostname,
      pingTargets: config.witnessPing ?? [],
    };
    const named = this.blockers.map(({ sentence, remedy }) => ({
      name: 'settings: are right',
      ok: false,
      detail: remedy === null ? sentence : `${sentence}; ${remedy}`,
      unreachable: false,
    }));
    const steps = [...named, ...(await probeWitness(options, AbortSignal.timeout(testTimeoutMs)))];
    const failed = steps.find(({ ok }) => !ok);
    return {
      host: 'the witness',
      ok: failed === undefined,
      message: failed === undefined ? 'Test was successful' : `${failed.name} failed: ${failed.detail}`,
      unreachable: failed?.unreachable ?? false,
      steps,
    };
  }

  /** Takes up a change of the configuration. @returns warnings about what is new in it */
  changed(now: Config, before: Config): readonly string[] {
    const keys = Object.keys(now).filter(
      (key) => key.startsWith('witness') || ['lease', 'hostname', 'peer'].includes(key),
    );
    if (keys.every((key) => JSON.stringify(now[key as keyof Config]) === JSON.stringify(before[key as keyof Config])))
      return [];
    this.close();
    const known = witnessWarnings({ ...this.#setting, config: before });
    return witnessWarnings({ ...this.#setting, config: now }).filter((warning) => !known.includes(warning));
  }

  /** A lease that is held runs out. */
  close(): void {
    this.#opened?.client.close();
    this.#opened = undefined;
  }

  get #setting(): Setting {
    const { config, paths, watch, secrets } = this.#holding;
    return {
      config,
      root: paths.root,
      secretOf: (reference) => secrets.secretOf(reference),
      ownAddresses: Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
      peersPair: watch.last?.witnessPair,
    };
  }

  async #ask({ claim, dataTerm, force }: Asked, signal: AbortSignal): Promise<WitnessAnswer> {
    const answer = await this.#answer({ claim, dataTerm, force }, signal);
    this.#last = { atMs: Date.now(), claim, answer };
    return answer;
  }

  async #answer({ claim, dataTerm, force }: Asked, signal: AbortSignal): Promise<WitnessAnswer> {
    const [blocker] = this.blockers;
    if (blocker !== undefined) return { type: 'unreachable', reason: `${blocker.sentence}: ${blocker.remedy ?? ''}` };
    const answer = await this.#open()?.witness.claim(claim, dataTerm, { force }, signal);
    return answer ?? { type: 'unreachable', reason: notConfigured };
  }

  /** Undefined where none is configured. */
  #open(): Opened | undefined {
    const { config } = this.#holding;
    if (!this.isConfigured) return undefined;
    if (this.#opened === undefined) {
      const client = new EtcdClient(etcdOptionsOf(this.#setting));
      const witness = new EtcdWitness({ client, pair: pairNameOf(config), ...config.lease, tell: this.#alert });
      this.#opened = { client, witness };
    }
    return this.#opened;
  }
}
