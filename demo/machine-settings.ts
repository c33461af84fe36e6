import type { SshdOptions } from './sshd.ts';

/** What the process `machine` reads: the host that it pretends to be. */
export interface MachineSettings {
  readonly root: string;
  /** The program `understudyd` of the release that runs there. */
  readonly worker: string;
  /** The program `understudy-portal` of the same release. */
  readonly portal: string;
  readonly sshd: SshdOptions;
}

/** The line in its log that says so. */
export const workerEnded = 'machine: understudyd has ended';
