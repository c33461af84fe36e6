import type { Answer } from '../../control/shapes.ts';
import type {
  PairingCode,
  PairingProposal,
  PairingReport,
  PairingRequest,
  PrimaryPlace,
} from '../../control/pairing-shapes.ts';
import type { PairingKey } from '../../peer/trust.ts';
import { ShownCode } from './shown-code.ts';
import { TypedCode } from './typed-code.ts';
import type { Worker } from '../worker.ts';

/** Pairing by code, on both sides of it (E10). */
export class Pairing {
  readonly shown: ShownCode;
  readonly #typed: TypedCode;

  constructor(worker: Worker, peerProgram: string) {
    this.shown = new ShownCode(worker, peerProgram);
    this.#typed = new TypedCode(worker);
  }

  /** Whom `authorized_keys` lets in beside the trusted hosts. */
  get key(): PairingKey | undefined {
    return this.shown.key;
  }

  show(): Promise<PairingCode> {
    return this.shown.show();
  }

  cancel(): Promise<Answer> {
    return this.shown.cancel();
  }

  propose(request: PairingRequest): Promise<PairingProposal> {
    return this.#typed.propose(request);
  }

  commit(by: string, id: string, primary: PrimaryPlace): Promise<PairingReport> {
    return this.#typed.commit(by, id, primary);
  }

  /** The operator does not want what was proposed. */
  abandon(): void {
    this.#typed.stop();
  }

  stop(): void {
    this.shown.stop();
    this.#typed.stop();
  }
}
