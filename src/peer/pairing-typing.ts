import { UnderstudyError } from '../error.ts';
import { pairingSecretsOf, type PairingSecrets } from './pairing-code.ts';
import type { PairingAnswer, PairingOffer, PrimaryChoice, ServerCard } from './pairing-protocol.ts';
import { newNonce, proofsEqual, showingProof, typingProof } from './pairing-proof.ts';
import { Session } from './session.ts';

const connectTimeoutMs = 5000;
const loginTimeoutMs = 10_000;
const keepaliveMs = 5000;
const askTimeoutMs = 20_000;
/** The other server may have services to stop. */
const confirmTimeoutMs = 120_000;

export interface TypedPairingOptions {
  /** Where the server is that shows the code. */
  readonly host: { readonly name: string; readonly port: number; readonly user: string };
  readonly code: string;
  /** A new card of this server, which has this address on the connection. */
  readonly cardAt: (localAddress: string) => Promise<ServerCard>;
}

const wrongCode = (host: string, user: string, cause: unknown): UnderstudyError =>
  new UnderstudyError('refused', `${host} does not let this server in as ${user}: the code is wrong, used or expired`, {
    hint: `type "failover pair" on ${host} for a new one, and here what it shows; nothing was changed`,
    cause,
  });

const inBetween = (host: string): UnderstudyError =>
  new UnderstudyError('refused', `${host} cannot prove that it shows this code: somebody may be in between`, {
    hint: 'check the address, and whether something relays port 22; nothing was changed',
  });

/** A pairing on the server at which the code is typed, over one connection (E10). */
export class TypedPairing {
  readonly showing: ServerCard;
  readonly typing: ServerCard;
  /** The showing server's clock less ours, measured at the middle of the round trip (E11). */
  readonly clockDifferenceMs: number;
  readonly #session: Session;
  readonly #secrets: PairingSecrets;
  readonly #offer: PairingOffer;
  readonly #answer: PairingAnswer;

  private constructor(
    session: Session,
    secrets: PairingSecrets,
    said: { offer: PairingOffer; answer: PairingAnswer; clockDifferenceMs: number },
  ) {
    this.#session = session;
    this.#secrets = secrets;
    this.#offer = said.offer;
    this.#answer = said.answer;
    this.showing = said.answer.card;
    this.typing = said.offer.card;
    this.clockDifferenceMs = said.clockDifferenceMs;
  }

  /**
   * Logs in with the code and hears who the other server is. Its host key is taken as it comes, and believed only with the
   * proof: that is made with the code, over the key that we see and all that was said.
   *
   * @throws UnderstudyError peer when it cannot be reached, refused when the code is wrong or somebody is in between
   */
  static async open({ host, code, cardAt }: TypedPairingOptions): Promise<TypedPairing> {
    const secrets = await pairingSecretsOf(code);
    let hostKeySeen = '';
    let localAddress = '';
    const session = await Session.open('pair', {
      endpoint: { name: host.name, address: host.name, port: host.port, user: host.user, hostKey: '' },
      keyPath: { privateKey: secrets.login.privateKey },
      acceptHostKey: (key) => {
        hostKeySeen = key;
        return true;
      },
      onLocalAddress: (address) => (localAddress = address.replace(/^::ffff:(?=\d+\.)/i, '')),
      ...{ connectTimeoutMs, loginTimeoutMs, keepaliveMs },
    }).catch((error: unknown) => {
      if (error instanceof UnderstudyError && error.code === 'refused') throw wrongCode(host.name, host.user, error);
      throw error;
    });
    try {
      const offer = { nonce: newNonce(), hostKeySeen, card: await cardAt(localAddress) };
      const sentAtMs = performance.now();
      const answer = await session.request('pairOffer', offer, { timeoutMs: askTimeoutMs });
      const roundTripMs = performance.now() - sentAtMs;
      const expected = showingProof(secrets.showing, offer, answer);
      if (!proofsEqual(answer.proof, expected) || answer.card.hostKey !== hostKeySeen) throw inBetween(host.name);
      const clockDifferenceMs = Math.round(answer.card.clockMs - (Date.now() - roundTripMs / 2));
      return new TypedPairing(session, secrets, { offer, answer, clockDifferenceMs });
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Everything is checked there; nothing is changed. @throws UnderstudyError refused with all that speaks against it */
  async prepare(primary: PrimaryChoice): Promise<readonly string[]> {
    const wish = { primary, clockDifferenceMs: this.clockDifferenceMs };
    const proof = typingProof(this.#secrets.typing, this.#offer, this.#answer, wish);
    const { warnings } = await this.#session.request('pairPrepare', { ...wish, proof }, { timeoutMs: askTimeoutMs });
    return warnings;
  }

  /** What was prepared is done there. @throws UnderstudyError `peer` when it is not known whether it was */
  async confirm(): Promise<readonly string[]> {
    const { warnings } = await this.#session.request('pairConfirm', {}, { timeoutMs: confirmTimeoutMs });
    return warnings;
  }

  close(): void {
    this.#session.close();
  }
}
