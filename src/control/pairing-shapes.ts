/** Pairing by code (E9, E10) and the pairing matrix. */
import type { Answer, TestReport } from './shapes.ts';

/** What `failover pair` shows: to be typed on the other server. */
export interface PairingCode {
  readonly hostname: string;
  /** `XXXX-XXXX-XXXX-XXXX` */
  readonly code: string;
  readonly expires: string;
  /** Addresses at which the other server can reach this one. */
  readonly addresses: readonly string[];
  /** A code that was shown before is worth nothing any more. */
  readonly replaced: boolean;
}

export interface PairingCheckStatus {
  readonly name: string;
  readonly result: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly remedy: string | null;
}

/** One of the two servers of a pairing. */
export interface PairingServer {
  readonly hostname: string;
  readonly address: string;
  readonly release: string;
  readonly mode: 'primary' | 'secondary';
  /** It serves its clients now. */
  readonly serves: boolean;
}

/** Which of the two becomes Primary, seen from the server at which the code is typed. */
export type PrimaryPlace = 'here' | 'there';

/** What would be done; nothing is changed yet. */
export interface PairingProposal {
  readonly id: string;
  readonly own: PairingServer;
  readonly peer: PairingServer;
  readonly primary: PrimaryPlace;
  /** The operator may choose another Primary: as it is, there are two, or none. */
  readonly isOpen: boolean;
  /** What speaks for and against each choice. */
  readonly checks: Readonly<Record<PrimaryPlace, readonly PairingCheckStatus[]>>;
}

export interface PairingRequest {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly code: string;
}

/** What a pairing came to. */
export interface PairingReport extends Answer {
  readonly hostname: string;
  readonly peer: string;
  readonly primary: string;
  readonly secondary: string;
  readonly checks: readonly PairingCheckStatus[];
  /** Test Connection over the new trust, in both directions (C3). */
  readonly test: TestReport;
}

export interface MatrixRow {
  readonly primary: string;
  /** Types of Secondary that may back it. */
  readonly secondaries: readonly string[];
}

export interface MatrixServer {
  readonly hostname: string;
  /** Null where "server-type" is not configured. */
  readonly type: string | null;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** What the matrix, or the rule for servers outside it, says of this pair. */
export interface PairFit {
  readonly primary: MatrixServer;
  readonly secondary: MatrixServer;
  /** `matrix`: both have a type; `size`: processors, memory and disk count. */
  readonly rule: 'matrix' | 'size';
  readonly fits: boolean;
  /** It does not fit, and "failover accept-smaller-secondary enable" takes it all the same. */
  readonly accepted: boolean;
  readonly reasons: readonly string[];
}

export interface MatrixReport {
  readonly hostname: string;
  readonly types: readonly string[];
  readonly rows: readonly MatrixRow[];
  readonly own: MatrixServer;
  /** Null while there is no peer, or it has not been heard. */
  readonly pair: PairFit | null;
}
