import type { HostChange } from './host-settings-shapes.ts';
import type { Answer } from './shapes.ts';

/** `POST /v1/setup`: everything that the wizard was told, as one change. */
export interface SetupRequest {
  /** Of the configuration that was shown; refused when it is no longer the newest. */
  readonly revision: number;
  readonly lines: readonly string[];
  /** In clear, or as the hash it is stored as. */
  readonly enableSecret?: string;
  readonly mode?: 'primary' | 'secondary';
  /** What changes of the host; undone with everything else when a part fails. */
  readonly host?: HostChange;
  /** Save the configuration, too. */
  readonly save: boolean;
}

export interface SetupAnswer extends Answer {
  readonly saved: boolean;
}
