import { randomBytes } from 'node:crypto';
import type {
  PairingProposal,
  PairingReport,
  PairingRequest,
  PairingServer,
  PrimaryPlace,
} from '../../control/pairing-shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { pairingChecks, pairingFault, type PairingCheck } from '../../peer/pairing-checks.ts';
import { parsePairingCode } from '../../peer/pairing-code.ts';
import type { ServerCard } from '../../peer/pairing-protocol.ts';
import { TypedPairing } from '../../peer/pairing-typing.ts';
import { Session } from '../../peer/session.ts';
import { requirePairable, savePairing, takeRole, tellPairing, trustOther, type Other } from './pairing-change.ts';
import { testTrustedHost } from './host-test.ts';
import { requireOtherServer } from './other-server.ts';
import { helloOf } from './own-status.ts';
import { cardOf } from './server-card.ts';
import type { Worker } from '../worker.ts';

/** So long the operator may think about the proposal. */
const proposalLifeMs = 5 * 60_000;
const askLimits = { connectTimeoutMs: 4000, loginTimeoutMs: 8000, keepaliveMs: 4000 } as const;

interface Proposed {
  readonly id: string;
  readonly typed: TypedPairing;
  readonly request: PairingRequest;
  readonly checks: Record<PrimaryPlace, readonly PairingCheck[]>;
  readonly expiry: NodeJS.Timeout;
}

const summary = ({ hostname, release, mode, serves }: ServerCard, address: string): PairingServer => ({
  hostname,
  address,
  release,
  mode,
  serves,
});

const choiceOf = (place: PrimaryPlace): 'showing' | 'typing' => (place === 'there' ? 'showing' : 'typing');

/** The one that is Primary already; of two, or none, the one that shows the code. */
const primaryOf = ({ showing, typing }: TypedPairing): { readonly primary: PrimaryPlace; readonly isOpen: boolean } =>
  showing.mode === typing.mode
    ? { primary: 'there', isOpen: true }
    : { primary: showing.mode === 'primary' ? 'there' : 'here', isOpen: false };

/** The server at which a pairing code is typed: asks the other one, proposes, and does what its operator agrees to (E10). */
export class TypedCode {
  readonly #worker: Worker;
  #proposed: Proposed | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /**
   * Hears the other server and says what would be done.
   *
   * @throws UnderstudyError peer when it cannot be reached; refused for this server itself, for a wrong code and for everything that speaks against
   *   the pairing, whoever becomes Primary
   */
  async propose(request: PairingRequest): Promise<PairingProposal> {
    const { host, port, user } = request;
    const code = parsePairingCode(request.code);
    this.stop();
    const { sshPort, hostname } = this.#worker.config;
    await requireOtherServer({ host, port }, { hostname, sshPort });
    const typed = await TypedPairing.open({
      host: { name: host, port, user },
      code,
      cardAt: (address) => cardOf(this.#worker, { address, port: sshPort }),
    });
    try {
      return this.#propose(request, typed);
    } catch (error) {
      typed.close();
      throw error;
    }
  }

  /**
   * Does what was proposed: the other server prepares, this one trusts it, the other one does all of it, and this one takes
   * its role and saves. Until the other one has done its part everything here can be taken back.
   *
   * @throws UnderstudyError saying what is changed where
   */
  async commit(by: string, id: string, place: PrimaryPlace): Promise<PairingReport> {
    const proposed = this.#proposed;
    if (proposed?.id !== id)
      throw new UnderstudyError('refused', 'That pairing is over', { hint: 'nothing was changed: begin again' });
    const { typed } = proposed;
    try {
      const checked = await typed.prepare(choiceOf(place));
      return await this.#commit(by, proposed, place, checked);
    } finally {
      this.stop();
    }
  }

  stop(): void {
    clearTimeout(this.#proposed?.expiry);
    this.#proposed?.typed.close();
    this.#proposed = undefined;
  }

  #propose(request: PairingRequest, typed: TypedPairing): PairingProposal {
    const { showing, typing, clockDifferenceMs } = typed;
    requirePairable(this.#worker, { card: showing, address: request.host, port: request.port });
    const { primary, isOpen } = primaryOf(typed);
    const checksOf = (place: PrimaryPlace) =>
      pairingChecks({ showing, typing, clockDifferenceMs, primary: choiceOf(place) });
    const checks = { here: checksOf('here'), there: checksOf('there') };
    const faults = (isOpen ? [checks.there, checks.here] : [checks[primary]]).map(pairingFault);
    const [fault] = faults;
    if (fault !== undefined && faults.every((one) => one !== undefined))
      throw new UnderstudyError('refused', `This server and ${showing.hostname} do not fit: ${fault.message}`, {
        hint: fault.hint,
      });
    const id = randomBytes(16).toString('base64url');
    const expiry = setTimeout(() => this.stop(), proposalLifeMs);
    this.#proposed = { id, typed, request, checks, expiry };
    const own = summary(typing, typing.monitorAddress?.split('/')[0] ?? '');
    return { id, own, peer: summary(showing, request.host), primary, isOpen, checks };
  }

  async #commit(
    by: string,
    proposed: Proposed,
    place: PrimaryPlace,
    checked: readonly string[],
  ): Promise<PairingReport> {
    const worker = this.#worker;
    const { typed, request, checks } = proposed;
    const other: Other = { card: typed.showing, address: request.host, port: request.port };
    const name = typed.showing.hostname;
    const { hostname } = worker.config;
    const trusted = await trustOther(worker, by, other);
    const there = await this.#confirm(typed, other, trusted.takeBack);
    const role = await takeRole(worker, place === 'here' ? 'primary' : 'secondary').catch((error: unknown) => [
      `${hostname} did not take its role: ${reasonOf(error)}; type "failover mode ${place === 'here' ? 'primary' : 'secondary'}"`,
    ]);
    const saved = await savePairing(worker, by);
    const [primary, secondary] = place === 'here' ? [hostname, name] : [name, hostname];
    const message = `${hostname} and ${name} are a pair: ${primary} is the Primary, ${secondary} the Secondary`;
    tellPairing(worker, `Paired with ${name} (${request.host}) by code: ${primary} is the Primary`);
    const test = await testTrustedHost(worker, name);
    const warnings = [...checked, ...trusted.warnings, ...there, ...role, ...saved];
    return { message, changed: true, warnings, hostname, peer: name, primary, secondary, checks: checks[place], test };
  }

  /** @throws UnderstudyError with what is changed where, when the other server did not do its part */
  async #confirm(typed: TypedPairing, other: Other, takeBack: () => Promise<string>): Promise<readonly string[]> {
    try {
      return await typed.confirm();
    } catch (error) {
      const name = other.card.hostname;
      const isUnknown = error instanceof UnderstudyError && error.code === 'peer';
      if (isUnknown && (await this.#letsUsIn(other)))
        return [`the connection to ${name} broke, and it has done its part: it lets this server in`];
      const state = await takeBack();
      const there = isUnknown
        ? `whether ${name} trusts this server now is not known: "show failover trusted-hosts" there tells, and pairing again with a new code finishes it`
        : `nothing is changed on ${name}`;
      const { code, hint } = error instanceof UnderstudyError ? error : new UnderstudyError('failed', '');
      throw new UnderstudyError(code, `${name} did not do its part: ${reasonOf(error)}`, {
        hint: [state, there, ...(hint === undefined ? [] : [hint])].join('; '),
        cause: error,
      });
    }
  }

  /** It trusts our own key: it has done its part, although nobody told us. */
  async #letsUsIn({ card, address, port }: Other): Promise<boolean> {
    const { hostname: name, user, hostKey } = card;
    const endpoint = { name, address, port, user, hostKey };
    try {
      const session = await Session.open('hello', { endpoint, keyPath: this.#worker.paths.sshKey, ...askLimits });
      await session
        .request('hello', helloOf(this.#worker), { timeoutMs: askLimits.loginTimeoutMs })
        .finally(() => session.close());
      return true;
    } catch {
      return false;
    }
  }
}
