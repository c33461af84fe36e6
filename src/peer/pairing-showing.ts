import { UnderstudyError } from '../error.ts';
import type { PairingOpening } from './envelope.ts';
import { pairingChecks, pairingFault, type PairingCheck } from './pairing-checks.ts';
import type { PairingSecrets } from './pairing-code.ts';
import type { PairingAnswer, PairingOffer, PairingWish, PrimaryChoice, ServerCard } from './pairing-protocol.ts';
import { newNonce, proofsEqual, showingProof, typingProof } from './pairing-proof.ts';

/** Of one code; then it is worth nothing any more. */
const mostFailedProofs = 5;

/** What the two have agreed upon, and nothing is changed yet. */
export interface Agreed {
  readonly showing: ServerCard;
  readonly typing: ServerCard;
  /** Where the typing server was seen. */
  readonly from: string;
  readonly primary: PrimaryChoice;
  readonly warnings: readonly string[];
}

export interface ShowingParts {
  /** A new card of this server, for somebody who came in here. */
  readonly cardFor: (opening: PairingOpening) => Promise<ServerCard>;
  /** Tries what would be done; changes nothing. @throws UnderstudyError where this server cannot do it */
  readonly prepare: (agreed: Agreed) => Promise<void>;
  /** Does it, all or nothing. @returns warnings */
  readonly commit: (agreed: Agreed) => Promise<readonly string[]>;
  /** The code is worth nothing any more: it was used, or guessed at too often. */
  readonly spent: (why: 'used' | 'failed proofs') => void;
}

const sentenceOf = ({ name, detail, remedy }: PairingCheck): string =>
  `${name}: ${detail}${remedy === null ? '' : `; ${remedy}`}`;

const outOfTurn = (): UnderstudyError =>
  new UnderstudyError('refused', 'That does not come at this point of a pairing');

/**
 * One code on the server that shows it: what a typing server may ask, and in which order. Every connection begins anew;
 * nothing is changed before `confirm` (E10).
 */
export class Showing {
  readonly #secrets: PairingSecrets;
  readonly #parts: ShowingParts;
  #failedProofs = 0;
  #opening: PairingOpening | undefined;
  #card: Promise<ServerCard> | undefined;
  #said: { readonly offer: PairingOffer; readonly answer: PairingAnswer } | undefined;
  #agreed: Agreed | undefined;
  #isCommitting = false;

  constructor(secrets: PairingSecrets, parts: ShowingParts) {
    this.#secrets = secrets;
    this.#parts = parts;
  }

  /** What was agreed upon is being done: the code is for one use, and this is it. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /**
   * Somebody came in with the code; whoever came before is forgotten.
   *
   * @throws UnderstudyError refused while the pairing of another one is being done
   */
  admit(opening: PairingOpening): void {
    if (this.#isCommitting)
      throw new UnderstudyError('refused', 'Another server is being paired with this code', {
        hint: 'a code is for one use: "failover pair" shows a new one',
      });
    this.#opening = opening;
    // Looked up while the other one looks itself up: the clocks are compared with what is left to wait for.
    this.#card = this.#parts.cardFor(opening);
    this.#card.catch(() => undefined);
    this.#said = undefined;
    this.#agreed = undefined;
  }

  /** @throws UnderstudyError refused when the other one is connected to somebody else than this server */
  async offer(offer: PairingOffer): Promise<PairingAnswer> {
    const opening = this.#opening;
    if (this.#card === undefined || this.#said !== undefined) throw outOfTurn();
    const card = { ...(await this.#card), clockMs: Date.now() };
    if (this.#opening !== opening) throw outOfTurn();
    if (offer.hostKeySeen !== card.hostKey) {
      this.#failed();
      throw new UnderstudyError(
        'refused',
        `The SSH server that ${offer.card.hostname} reached shows another key than this server's: somebody may be in between`,
        { hint: 'check the address, and whether something relays port 22; nothing was changed' },
      );
    }
    const nonce = newNonce();
    const answer = { nonce, card, proof: showingProof(this.#secrets.showing, offer, { nonce, card }) };
    this.#said = { offer, answer };
    return answer;
  }

  /** @throws UnderstudyError refused for a wrong proof, and for everything that speaks against the pairing */
  async prepare(wish: PairingWish): Promise<readonly string[]> {
    const [said, opening] = [this.#said, this.#opening];
    if (said === undefined || opening === undefined || this.#agreed !== undefined) throw outOfTurn();
    const { offer, answer } = said;
    if (!proofsEqual(wish.proof, typingProof(this.#secrets.typing, offer, answer, wish))) {
      this.#failed();
      throw new UnderstudyError('refused', 'The proof of the code is wrong', { hint: 'nothing was changed' });
    }
    const { primary, clockDifferenceMs } = wish;
    const cards = { showing: answer.card, typing: offer.card };
    const checks = pairingChecks({ ...cards, primary, clockDifferenceMs });
    const fault = pairingFault(checks);
    if (fault !== undefined) throw new UnderstudyError('refused', fault.message, { hint: fault.hint });
    const warnings = checks.filter(({ result }) => result === 'warning').map(sentenceOf);
    const agreed = { ...cards, from: opening.from, primary, warnings };
    await this.#parts.prepare(agreed);
    if (this.#opening !== opening) throw outOfTurn();
    this.#agreed = agreed;
    return warnings;
  }

  async confirm(): Promise<readonly string[]> {
    const agreed = this.#agreed;
    if (agreed === undefined) throw outOfTurn();
    this.#agreed = undefined;
    this.#isCommitting = true;
    try {
      const warnings = await this.#parts.commit(agreed);
      this.#parts.spent('used');
      return warnings;
    } finally {
      this.#isCommitting = false;
    }
  }

  #failed(): void {
    this.#failedProofs += 1;
    if (this.#failedProofs >= mostFailedProofs) this.#parts.spent('failed proofs');
  }
}
