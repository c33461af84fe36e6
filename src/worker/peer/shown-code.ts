import { randomBytes } from 'node:crypto';
import type { Answer } from '../../control/shapes.ts';
import type { PairingCode } from '../../control/pairing-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import type { PairingOpening } from '../../peer/envelope.ts';
import { hostKeyAt } from '../../peer/host-key-scan.ts';
import { newPairingCode, pairingSecretsOf } from '../../peer/pairing-code.ts';
import { Showing, type Agreed } from '../../peer/pairing-showing.ts';
import type { PairingKey } from '../../peer/trust.ts';
import { requirePairable, savePairing, takeRole, tellPairing, trustOther, type Other } from './pairing-change.ts';
import { cardOf, ownAddresses } from './server-card.ts';
import type { Worker } from '../worker.ts';

const codeLifeMs = 10 * 60_000;
const scanTimeoutMs = 5000;
/** A pairing that is being done at the end of these ten minutes is not cut off. */
const expireAgainMs = 1000;
const by = 'the pairing';

/** The code that is valid now; the code itself is known to nobody here any more. */
interface Shown {
  readonly number: string;
  readonly showing: Showing;
  readonly publicKey: string;
  readonly expiresAtMs: number;
  expiry: NodeJS.Timeout;
}

const noCode = (): UnderstudyError =>
  new UnderstudyError('refused', 'No pairing code is valid here any more', {
    hint: '"failover pair" here shows a new one',
  });

/** @throws UnderstudyError refused while its use is being done: that is no longer stopped by taking the code away */
const requireUnused = ({ showing }: Shown): void => {
  if (!showing.isCommitting) return;
  throw new UnderstudyError('refused', 'A server is being paired with the code that is shown', {
    hint: 'wait until that is done: "show failover trusted-hosts"; "no failover peer" and "no trusted-host NAME" end it then',
  });
};

const otherOf = ({ typing, from }: Agreed): Other => ({ card: typing, address: from, port: typing.sshPort });

/** The server that shows a pairing code: one at a time, for ten minutes, for one use (E10). */
export class ShownCode {
  readonly #worker: Worker;
  readonly #peerProgram: string;
  #shown: Shown | undefined;

  constructor(worker: Worker, peerProgram: string) {
    this.#worker = worker;
    this.#peerProgram = peerProgram;
  }

  /** What `authorized_keys` has to let in now. */
  get key(): PairingKey | undefined {
    if (this.#shown === undefined) return undefined;
    const { number, publicKey: key, expiresAtMs } = this.#shown;
    const command = [this.#peerProgram, '--root', this.#worker.paths.root, '--pairing', number];
    return { key, expiresAtMs, command };
  }

  async show(): Promise<PairingCode> {
    const code = newPairingCode();
    const secrets = await pairingSecretsOf(code);
    if (this.#shown !== undefined) requireUnused(this.#shown);
    const replaced = this.#shown !== undefined;
    this.#forget();
    const expiresAtMs = Date.now() + codeLifeMs;
    const number = randomBytes(8).toString('hex');
    const expiry = setTimeout(() => this.#expire(number), codeLifeMs);
    const showing = new Showing(secrets, {
      cardFor: ({ at }) => cardOf(this.#worker, at),
      prepare: (agreed) => this.#prepare(agreed),
      commit: (agreed) => this.#commit(agreed),
      spent: (why) => {
        if (why === 'failed proofs') void this.#end('the pairing code is ended: too many wrong proofs', number);
      },
    });
    this.#shown = { number, showing, publicKey: secrets.login.publicKey, expiresAtMs, expiry };
    await this.#rewriteTrust();
    const expires = new Date(expiresAtMs).toISOString();
    this.#worker.logs.worker.info(`A pairing code is shown; it is valid until ${expires}`);
    return { hostname: this.#worker.config.hostname, code, expires, addresses: ownAddresses(this.#worker), replaced };
  }

  async cancel(): Promise<Answer> {
    if (this.#shown === undefined) return { message: 'No pairing code is shown', changed: false, warnings: [] };
    requireUnused(this.#shown);
    await this.#end('the pairing code is withdrawn');
    return { message: 'The pairing code is withdrawn', changed: true, warnings: [] };
  }

  /** @throws UnderstudyError refused when it is not the code that is shown now */
  admit(opening: PairingOpening): void {
    if (this.#shown?.number !== opening.code) throw noCode();
    this.#worker.logs.worker.info(`${opening.from} came in with the pairing code`);
    this.#shown.showing.admit(opening);
  }

  /** @throws UnderstudyError refused when none is shown */
  get valid(): Showing {
    if (this.#shown === undefined) throw noCode();
    return this.#shown.showing;
  }

  stop(): void {
    this.#forget();
  }

  /** The way back is looked at, too: the other server's SSH server has to show the key that it claims. */
  async #prepare(agreed: Agreed): Promise<void> {
    const { card, address, port } = otherOf(agreed);
    requirePairable(this.#worker, otherOf(agreed));
    const seen = await hostKeyAt(address, port, scanTimeoutMs);
    if (seen === card.hostKey) return;
    throw new UnderstudyError(
      'refused',
      `The SSH server at ${address} port ${port} shows another key than that of ${card.hostname}`,
      {
        hint: `${card.hostname} has to be reached at the address that it calls from; copy the keys by hand where it is not: "show failover key"`,
      },
    );
  }

  async #commit(agreed: Agreed): Promise<readonly string[]> {
    const worker = this.#worker;
    const { card } = otherOf(agreed);
    const trusted = await trustOther(worker, by, otherOf(agreed));
    let role: readonly string[];
    try {
      role = await takeRole(worker, agreed.primary === 'showing' ? 'primary' : 'secondary');
    } catch (error) {
      const state = await trusted.takeBack();
      worker.logs.worker.warn(`The pairing with ${card.hostname} failed: ${state}`);
      throw error;
    }
    // Its connection is needed for the answer; the code is not.
    this.#forget();
    const saved = await savePairing(worker, by);
    await this.#rewriteTrust();
    const primary = agreed.primary === 'showing' ? worker.config.hostname : card.hostname;
    tellPairing(worker, `Paired with ${card.hostname} (${agreed.from}) by code: ${primary} is the Primary`);
    return [...trusted.warnings, ...role, ...saved];
  }

  #forget(): void {
    clearTimeout(this.#shown?.expiry);
    this.#shown = undefined;
  }

  #expire(number: string): void {
    if (this.#shown?.number !== number) return;
    if (this.#shown.showing.isCommitting) this.#shown.expiry = setTimeout(() => this.#expire(number), expireAgainMs);
    else void this.#end('the pairing code has expired', number);
  }

  async #end(sentence: string, number = this.#shown?.number): Promise<void> {
    if (this.#shown === undefined || this.#shown.number !== number) return;
    this.#forget();
    this.#worker.logs.worker.info(sentence);
    this.#worker.entrance.endPairing();
    await this.#rewriteTrust();
  }

  #rewriteTrust(): Promise<void> {
    return this.#worker.trust.anew(this.#worker.config.trustedHosts);
  }
}
